/** Preloaded into the service: the partner's name leads to this machine, as a hosts file would. */
import dns from 'node:dns';

const lookup = dns.lookup;
dns.lookup = (name, options, done) => {
  if (name !== 'fx-rates.partner.example') return lookup(name, options, done);
  return lookup('127.0.0.1', options, done);
};
