#!/bin/sh
# Makes the partner's certificate, with the exact moments of its validity:
#   partner.sh FOLDER NOT_BEFORE NOT_AFTER      (moments as YYYYMMDDhhmmssZ)
set -eu
cd "$1"
cat > ca.cnf <<END
[ca]
default_ca = partner
[partner]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = anything
x509_extensions = leaf
[anything]
organizationName = optional
commonName = supplied
[leaf]
subjectAltName = DNS:fx-rates.partner.example
extendedKeyUsage = serverAuth
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:true
END
: > index.txt
echo 04A7F31C9D20B65E > serial
# the authority is older than the leaf, whatever day it is here
TZ=UTC faketime -f '@2024-02-01 00:00:00' openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -config ca.cnf -extensions root \
  -subj '/O=Example Trust Services/CN=Example Trust RSA CA 3' -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey rsa:2048 -nodes -config ca.cnf \
  -subj '/O=Partner FX Ltd/CN=fx-rates.partner.example' -keyout leaf.key -out leaf.csr 2>/dev/null
openssl ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key \
  -startdate "$2" -enddate "$3" -in leaf.csr -out leaf.pem 2>/dev/null
openssl x509 -in leaf.pem -noout -subject -issuer -enddate
