"""What the other services of a company print on an ordinary day, unrelated failures included.

usage: noise.py SEED FROM_MS TO_MS PER_MINUTE SERVICE[,SERVICE...]

Prints one JSON log record per line. Failures are real: the code below is run and the traceback of
what it raises is printed. Each service's code is compiled under the path it would have in its
container, so that the frames read like a deployed service's.
"""
import json
import linecache
import random
import socket
import sys
import traceback

CODE = {
    'notification-svc': ('/app/notification/mailer.py', '''
import smtplib, socket
TEMPLATES = {"order_confirmed": "Thank you {name}", "order_shipped": "On its way, {name}"}

def connect(host, port):
    return smtplib.SMTP(host, port, timeout=0.3)

def send(template, recipient):
    body = TEMPLATES[template].format(**recipient)
    with connect("127.0.0.1", 1) as server:
        server.sendmail("shop@acme.example", recipient["email"], body)

def job_unknown_template():
    send("order_refunded", {"name": "x", "email": "x@acme.example"})

def job_smtp_down():
    send("order_shipped", {"name": "x", "email": "x@acme.example"})
'''),
    'inventory-svc': ('/app/inventory/feed.py', '''
import json

def parse(line):
    return json.loads(line)

def apply(stock, line):
    entry = parse(line)
    stock[entry["sku"]] = int(entry["quantity"])

def job_truncated_feed():
    apply({}, '{"sku": "A-100", "quantity": ')

def job_bad_quantity():
    apply({}, '{"sku": "A-100", "quantity": "n/a"}')
'''),
    'ledger-svc': ('/app/ledger/export.py', '''
from decimal import Decimal

class Unbalanced(Exception):
    pass

def check(entries):
    total = sum(Decimal(entry) for entry in entries)
    if total != 0:
        raise Unbalanced(f"batch is off by {total}")

def job_unbalanced():
    check(["10.00", "-9.99"])

def job_bad_amount():
    try:
        check(["ten"])
    except Exception as error:
        raise Unbalanced("batch can't be read") from error
'''),
    'search-svc': ('/app/search/index.py', '''
import socket

def ask(host, port):
    with socket.create_connection((host, port), timeout=0.2) as connection:
        connection.sendall(b"GET /_cluster/health HTTP/1.0\\r\\n\\r\\n")
        return connection.recv(100)

def job_node_away():
    ask("127.0.0.1", 9)
'''),
    'recommendation-svc': ('/app/recommendation/model.py', '''
def score(weights, features):
    return sum(weights[name] * value for name, value in features.items())

def job_missing_feature():
    score({"views": 0.3}, {"views": 2, "dwell_time": 9})
'''),
}

INFO = {
    'notification-svc': ['sent order_confirmed to 1 recipient in {ms}ms', 'sent order_shipped to 1 recipient in {ms}ms', 'queue notifications: {n} waiting', 'GET /healthz 200 {low}ms'],
    'inventory-svc': ['stock of {n} articles refreshed in {ms}ms', 'reserved 1 x A-{n} for order {id}', 'GET /v1/stock/A-{n} 200 {low}ms', 'GET /healthz 200 {low}ms'],
    'ledger-svc': ['booked batch {id}: {n} entries', 'GET /v1/accounts/{n}/balance 200 {low}ms', 'GET /healthz 200 {low}ms'],
    'search-svc': ['query took {low}ms, {n} hits', 'index products: {n} documents updated', 'GET /healthz 200 {low}ms'],
    'recommendation-svc': ['model recs-v{small} served {n} requests in the last minute', 'GET /v1/recommendations 200 {low}ms', 'GET /healthz 200 {low}ms'],
}
WARN = {
    'notification-svc': ['provider answered 421, retry {again} of 3', 'recipient has bounced before, skipped'],
    'inventory-svc': ['stock feed is {small} minutes late', 'slow query: 1{small}00 ms for stock_by_region'],
    'ledger-svc': ['exchange rate of today not there yet, using yesterday\'s'],
    'search-svc': ['heap at 8{small} %', 'query took 1{small}0{small}ms'],
    'recommendation-svc': ['cache miss rate above 40 % in the last minute'],
}
VERSION = {'notification-svc': '1.44.0', 'inventory-svc': '3.7.2', 'ledger-svc': '0.98.1', 'search-svc': '2.3.0', 'recommendation-svc': '7.0.4'}


def load(service):
    path, source = CODE[service]
    linecache.cache[path] = (len(source), None, source.splitlines(True), path)
    module = {}
    exec(compile(source, path, 'exec'), module)
    return [job for name, job in module.items() if name.startswith('job_')]


def failure(draw, jobs):
    try:
        draw.choice(jobs)()
    except Exception as error:
        # the first frame is this script's own
        error.__traceback__ = error.__traceback__.tb_next
        return type(error).__name__, str(error), traceback.format_exc().rstrip().replace(sys.base_prefix, "/usr/local")
    raise AssertionError('a job was expected to fail')


def main():
    seed, start, end, per_minute, names = sys.argv[1:6]
    draw = random.Random(seed)
    services = names.split(',')
    jobs = {service: load(service) for service in services}
    at = float(start)
    while True:
        at += draw.expovariate(float(per_minute) * len(services)) * 60_000
        if at > float(end):
            return
        service = draw.choice(services)
        fill = dict(ms=draw.randint(12, 480), low=draw.randint(1, 34), n=draw.randint(2, 900), small=draw.randint(1, 9), again=draw.randint(1, 2), id='%06x' % draw.getrandbits(24))
        record = dict(atMs=round(at), service=service, version=VERSION[service], host=f"{service}-{draw.choice(['6c9f7-x2k4q', '6c9f7-p8d1m', '6c9f7-77zwt'])}")
        luck = draw.random()
        if luck < 0.025:
            kind, message, stack = failure(draw, jobs[service])
            record.update(level='error', message=f'{kind}: {message}', error=dict(kind=kind, message=message, stack=stack))
        elif luck < 0.10:
            record.update(level='warn', message=draw.choice(WARN[service]).format(**fill))
        else:
            record.update(level='info', message=draw.choice(INFO[service]).format(**fill))
        print(json.dumps(record))


main()
