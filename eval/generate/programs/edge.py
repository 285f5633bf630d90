# A front or middle service in Python; see edge.mjs for the settings and the requests.
import http.server, json, socket, ssl, sys, threading, traceback, urllib.error, urllib.request
from datetime import datetime, timezone

settings = json.loads(sys.argv[1])
service, upstream, style, words = settings['service'], settings['upstream'], settings['style'], settings['words']
now = 0


class Upstream(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers['x-outcome']
        if wanted == 'timeout':
            threading.Event().wait(0.2)
            return
        if wanted == 'reset':
            self.connection.close()
            return
        status = int(wanted) if wanted.isdigit() else 200
        body = b'{"ok":true}' if status < 400 else json.dumps({'error': settings.get('upstreamError', 'internal error')}).encode()
        self.send_response(status)
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Upstream)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
port = server.server_address[1]


def stamp(form):
    at = datetime.fromtimestamp(now / 1000, timezone.utc)
    if form == 'comma':
        return at.strftime('%Y-%m-%d %H:%M:%S,') + '%03d' % (now % 1000)
    return at.isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def log(level, msg, fields=None, error=None):
    fields = fields or {}
    stack = None
    if error is not None:
        stack = ''.join(traceback.format_exception(error)).rstrip().replace(__file__, settings['file']).replace('127.0.0.1:%d' % port, upstream + ':8080').replace('/dev/full', settings.get('spoolPath', '/var/spool/out/batch.json'))
    if style == 'structlog':
        line = {'event': msg, 'level': level, 'timestamp': stamp('iso'), 'logger': service, 'service': service, **fields}
        if stack:
            line['exception'] = stack
        print(json.dumps(line))
    elif style == 'jsonlogger':
        line = {'asctime': stamp('comma'), 'levelname': level.upper(), 'name': service + '.http', 'service': service, 'message': msg, **fields}
        if stack:
            line['exc_info'] = stack
        print(json.dumps(line))
    else:
        pairs = ' '.join('%s=%s' % pair for pair in fields.items())
        print('%s %-8s %s.http: %s%s' % (stamp('comma'), level.upper(), service.replace('-', '_'), msg, (' ' + pairs) if pairs else ''))
        if stack:
            print(stack)


class UpstreamFailed(Exception):
    pass


if settings.get('tls'):
    tls_server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Upstream)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings['tls']['cert'], settings['tls']['key'])
    tls_server.socket = context.wrap_socket(tls_server.socket, server_side=True)
    tls_server.handle_error = lambda *_: None
    threading.Thread(target=tls_server.serve_forever, daemon=True).start()


def over_tls(path):
    context = ssl.create_default_context(cafile=settings['tls']['cert'])
    context.check_hostname = False
    with urllib.request.urlopen('https://127.0.0.1:%d%s' % (tls_server.server_address[1], path), context=context) as answer:
        return answer.read()


def spool(name, path):
    with open(name, 'w') as file:
        file.write(path)


def prepare(path, outcome):
    target = 'http://127.0.0.1:%d%s' % (59999 if outcome == 'refused' else port, path)
    if outcome == 'dns':
        target = 'http://%s%s' % (settings.get('dnsName', upstream + '.invalid'), path)
    return urllib.request.Request(target, headers={'x-outcome': outcome}), 0.05 if outcome == 'timeout' else 4


def reason_of(error):
    return ': ' + json.loads(error.read())['error'] if error.code in (401, 403, 429) else ''


def call_upstream(path, outcome):
    if outcome == 'cert':
        return over_tls(path)
    if outcome == 'disk':
        return spool('/dev/full', path)
    request, limit = prepare(path, outcome)
    try:
        with urllib.request.urlopen(request, timeout=limit) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise UpstreamFailed('%s %s %d%s' % (upstream, words.get('answered', 'returned'), error.code, reason_of(error))) from None


def refresh_rates():
    json.loads('<html>upstream busy</html>')


def warm_cache():
    {'hot': 1}['cold-%d' % (now % 90)]


def import_feed():
    float('n/a')


def send_digest():
    socket.create_connection(('127.0.0.1', 25), timeout=0.05)


def purge_sessions():
    raise TimeoutError('lease on purge-sessions was not granted within 5 s')


def sync_calendar():
    datetime.strptime('2025-02-30', '%Y-%m-%d')


def export_report():
    b'\xff\xfe report'.decode('utf-8')


def rotate_keys():
    [][0]


CHORES = {'purgeSessions': purge_sessions, 'syncCalendar': sync_calendar, 'exportReport': export_report, 'rotateKeys': rotate_keys, 'refreshRates': refresh_rates, 'warmCache': warm_cache, 'importFeed': import_feed, 'sendDigest': send_digest}

for line in sys.stdin:
    index, at, trace, path, outcome, ms = line.rstrip('\n').split('\t')[:6]
    now = int(at)
    print('\u0001' + index)
    ids = {} if trace == '-' else {'trace_id': trace}
    if outcome.startswith('chore:'):
        try:
            CHORES[outcome[6:]]()
        except Exception as error:
            log('error', '%s: %s' % (words.get('chore', 'periodic task failed'), outcome[6:]), {}, error)
        continue
    if outcome.startswith('say:'):
        _, level, text = outcome.split(':', 2)
        log(level, text, ids)
        continue
    try:
        call_upstream(path, outcome)
        log('info', words.get('handled', 'request completed'), {**ids, 'path': path, 'status': 200, 'elapsed_ms': int(ms)})
    except Exception as error:
        log('error', words.get('failed', 'request could not be served'), {**ids, 'path': path, 'status': 502, 'elapsed_ms': int(ms)}, error)
