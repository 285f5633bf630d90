/** Known pitfalls of Symfony, Doctrine, PDO, Guzzle, containers and serializers of PHP. */
import type { Pitfall } from './model.ts';

const PHP_FILE = /\.(?:php|phtml|inc|module)$/;
const CONFIG = /\.(?:php|ya?ml|xml|env)$|(?:^|\/)\.env[\w.-]*$/;

export const PHP_LIBRARIES: readonly Pitfall[] = [
  {
    name: 'container-binding',
    files: /\.(?:php|ya?ml|xml)$/,
    removed:
      /->(?:bind|singleton|scoped|alias|instance|tag)\(|^[ \t]*[\w\\.]+:\s*(?:~|'@|null)|autowire|autoconfigure|public:\s*true|::class\s*=>|tags:|arguments:|\$bindings|#\[As\w+|#\[Autowire|implements\s+\w+/m,
    says: /Target \[[^\]]+\] is not instantiable|BindingResolution|Unresolvable dependency|ServiceNotFound|non-existent service|Cannot autowire|has been removed or inlined|NoHandlerForMessage|No handler for message|AutowiringFailed|Too few arguments to function [^\n]{0,120}__construct|Target class \[/,
    did: 'a service is no longer bound where it is asked for',
    weight: 0.95,
  },
  {
    name: 'container-dependency-added',
    files: PHP_FILE,
    changed:
      /function\s+__construct\s*\(|(?:private|protected|public)\s+(?:readonly\s+)?\??[A-Z][\w\\]+\s+\$\w+\s*,?/,
    says: /Target \[[^\]]+\] is not instantiable|BindingResolution|Unresolvable dependency|Cannot autowire|ServiceCircularReference|Circular (?:reference|dependency)|Too few arguments to function [^\n]{0,160}__construct|Maximum function nesting|AutowiringFailed|non-existent service/,
    did: 'a class asks for another service',
    weight: 0.9,
  },
  {
    name: 'container-private-service',
    files: /\.(?:php|ya?ml|xml)$/,
    added:
      /container->get\(|->getContainer\(|public:\s*false|AbstractController|getSubscribedServices|%env\(|\$this->get\(/,
    says: /has been removed or inlined|ServiceNotFound|non-existent service|EnvNotFound|Environment variable not found|on null\b|ParameterNotFound|non-existent parameter/i,
    did: 'a service or variable is asked for that is not there at run time',
    weight: 0.9,
  },
  {
    name: 'doctrine-cascade-dropped',
    files: /\.(?:php|xml|ya?ml)$/,
    removed:
      /cascade\s*[:=]|orphanRemoval|onDelete|->persist\(|cascade-persist|->flush\(|inversedBy|mappedBy|->add\w+\(\$this|->set\w+\(\$this/,
    says: /not configured to cascade persist|A new entity was found|foreign key constraint|1451|1452|23503|Detached entity|EntityNotFound|cannot be null/,
    kinds: ['db_constraint', 'wrong_result'],
    did: 'what belongs to an entity is no longer saved or removed with it',
    weight: 0.95,
  },
  {
    name: 'doctrine-clear-or-closed',
    files: PHP_FILE,
    added:
      /->clear\(|->detach\(|->wrapInTransaction\(|->rollback\(|resetManager\(|->merge\(|->refresh\(/i,
    says: /EntityManager is closed|EntityManagerClosed|Detached entity|A new entity was found|not configured to cascade|not managed|UnitOfWork|Duplicate entry/,
    kinds: ['db_constraint', 'duplicate'],
    did: 'entities are no longer known to the manager that saves them',
    weight: 0.95,
  },
  {
    name: 'doctrine-flush-in-a-loop',
    files: PHP_FILE,
    added: /(?:foreach|for|while)\s*\([\s\S]{0,300}->(?:flush|save|update|insert|create)\(/,
    kinds: ['slow', 'db_slow', 'timeout', 'memory', 'queue_backlog', 'deadlock'],
    says: /Maximum execution time|Allowed memory size|Lock wait timeout|Deadlock found/,
    did: 'each of many is written on its own',
    weight: 0.8,
  },
  {
    name: 'doctrine-mapping',
    files: /\.(?:php|xml|ya?ml)$/,
    changed:
      /#\[ORM\\|@ORM\\|<(?:field|many-to-one|one-to-many|id|entity)\b|\btype:\s*|name:\s*['"]\w+['"]|nullable\s*[:=]|\$table\b|\$primaryKey|\$connection|\$keyType|\$timestamps|targetEntity/,
    says: /Unknown column|column .{0,80}does not exist|Table '[^']+' doesn't exist|Base table or view not found|Column not found|MappingException|Unknown column type|has no field or association|Unrecognized field|ConversionException|Could not convert|cannot be null|Typed property|Cannot assign null to property|created_at|updated_at/,
    did: 'an entity is mapped to another column, table or type',
    weight: 0.9,
  },
  {
    name: 'doctrine-lazy-proxy',
    files: PHP_FILE,
    added:
      /getReference\(|fetch:\s*['"](?:EXTRA_)?LAZY|PARTIAL|partial \w+\.\{|HYDRATE_\w+|getArrayResult\(|\bfinal\b|readonly class/,
    says: /EntityNotFound|was not found|Proxies|must not be accessed before initialization|Cannot use object of type|on (?:null|array)\b|Unable to (?:find|create a proxy)/i,
    did: 'entities come half loaded',
    weight: 0.85,
  },
  {
    name: 'doctrine-type-comparison',
    files: PHP_FILE,
    added:
      /->setParameter\(|->bindValue\(|ParameterType|ArrayParameterType|PARAM_\w+|whereRaw\(|DB::raw\(|selectRaw\(|havingRaw\(|orderByRaw\(/,
    says: /Invalid parameter number|HY093|Array to string conversion|Could not convert|operator does not exist|Data truncated|Incorrect (?:integer|date|datetime|decimal) value|Syntax error or access violation|invalid input syntax|isn't in GROUP BY|only_full_group_by|1055|ambiguous/,
    kinds: ['db_slow', 'slow'],
    did: 'a query gets its values in another way',
    weight: 0.9,
  },
  {
    name: 'php-ambiguous-column',
    files: PHP_FILE,
    added:
      /->(?:join|leftJoin|rightJoin|joinSub|crossJoin|innerJoin|joinWith)\(|\bJOIN\b|\$table->\w+\(\s*['"](?:id|name|status|created_at|type|code)/,
    says: /is ambiguous|ambiguous column|Not unique table\/alias|isn't in GROUP BY|1052|1066/,
    kinds: ['duplicate', 'slow', 'db_slow'],
    did: 'another table is joined, and columns have the same name',
    weight: 0.95,
  },
  {
    name: 'pdo-options',
    files: CONFIG,
    changed:
      /ATTR_(?:EMULATE_PREPARES|STRINGIFY_FETCHES|ERRMODE|PERSISTENT|DEFAULT_FETCH_MODE|TIMEOUT|CASE)|MYSQL_ATTR_\w+|['"](?:strict|charset|collation|modes|sslmode|sticky|options)['"]\s*=>|charset=|sql_mode|serverVersion|server_version/,
    says: /Invalid parameter number|must be of (?:the )?type|prepared statement|gone away|on (?:false|bool)\b|Incorrect string value|Data too long|GROUP BY|doesn't have a default value|Illegal mix of collations|1267|1366|Incorrect (?:date|datetime|integer) value|Undefined array key|too many connections|buffered|Malformed UTF-8/i,
    kinds: ['encoding', 'db_constraint', 'type_mismatch'],
    did: 'the database is spoken to with other options',
    weight: 0.95,
  },
  {
    name: 'pdo-buffering',
    files: PHP_FILE,
    added: /USE_BUFFERED_QUERY|MYSQLI_USE_RESULT|->cursor\(\)|toIterable\(|\byield\b/,
    says: /other unbuffered queries|Commands out of sync|Cannot execute queries while|error: 2014/,
    did: 'a query is still being read while the next is asked',
    weight: 0.95,
  },
  {
    name: 'guzzle-options',
    files: PHP_FILE,
    removed:
      /['"](?:timeout|connect_timeout|read_timeout|max_duration)['"]\s*=>|->timeout\(|->connectTimeout\(|CURLOPT_(?:CONNECT)?TIMEOUT|->retry\(|->throw\(|http_errors|->successful\(\)|->failed\(\)|getStatusCode\(/,
    says: /cURL error 28|Idle timeout|Maximum execution time|Undefined array key|\bon null\b|array offset on|Syntax error|max_children|Operation timed out/,
    kinds: [
      'timeout',
      'slow',
      'pool_exhausted',
      'threads',
      'null_dereference',
      'parse',
      'upstream_error',
    ],
    did: 'calls wait for ever, or errors are taken for answers',
    weight: 0.85,
  },
  {
    name: 'guzzle-timeout-unit',
    files: CONFIG,
    changed:
      /['"](?:timeout|connect_timeout|read_timeout|max_duration)['"]\s*=>|->timeout\(|->connectTimeout\(|CURLOPT_(?:CONNECT)?TIMEOUT(?:_MS)?|(?:max_duration|timeout):|_TIMEOUT\s*=/i,
    says: /cURL error 28|Idle timeout|Operation timed out|Maximum execution time|timed out after/i,
    kinds: ['timeout', 'slow', 'pool_exhausted'],
    did: 'calls wait for another time, or in another unit of it',
    weight: 0.9,
  },
  {
    name: 'guzzle-base-uri',
    files: CONFIG,
    changed: /base_uri|baseUrl\(|base_url|->(?:get|post|put|patch|delete|request)\(\s*['"]/i,
    says: /\b40[45]\b|Not Found|cURL error (?:3|6|7)\b|Could not resolve host|URL rejected/,
    did: 'addresses are put together in another way',
    weight: 0.85,
  },
  {
    name: 'guzzle-body-read-twice',
    files: PHP_FILE,
    added: /->getBody\(\)|getContents\(|['"]stream['"]\s*=>\s*true|->rewind|php:\/\/input/,
    says: /Syntax error|Unexpected end|\bon null\b|array offset on (?:value of type )?null|Stream is detached|empty body|JsonException|invalid signature/i,
    kinds: ['parse', 'null_dereference'],
    did: 'a body that can be read once is read again',
    weight: 0.85,
  },
  {
    name: 'http-client-verify',
    files: CONFIG,
    changed:
      /CURLOPT_(?:SSL|CAINFO|CAPATH|SSLVERSION|SSL_CIPHER)\w*|['"](?:verify|verify_peer|cafile|crypto_method|ciphers|local_cert|ssl_key)['"]\s*=>|verify_peer|openssl\.cafile|curl\.cainfo/,
    says: /cURL error (?:35|51|58|60|77)|SSL|certificate|handshake/,
    did: 'TLS is set up in another way',
    weight: 0.95,
  },
  {
    name: 'serializer-groups',
    files: /\.(?:php|ya?ml|xml)$/,
    changed:
      /#\[(?:Groups|SerializedName|Ignore|MaxDepth|Context)|@Groups|@SerializedName|@Serializer|JMS\\|\$hidden|\$visible|\$appends|->toArray\(|JsonSerializable|function jsonSerialize|normalizationContext|denormalizationContext|groups:/,
    says: /circular reference|Undefined (?:array key|property)|Maximum function nesting|Allowed memory size|is undefined|KeyError|NotNormalizable|ExtraAttributes|MissingConstructorArgument|missing (?:field|property|key)/i,
    kinds: ['missing_key', 'memory', 'null_dereference'],
    did: 'an object is written out with other fields',
    weight: 0.85,
  },
  {
    name: 'serializer-strict',
    files: /\.(?:php|ya?ml|xml)$/,
    added:
      /ALLOW_EXTRA_ATTRIBUTES|DISABLE_TYPE_ENFORCEMENT|MapRequestPayload|MapQueryString|->denormalize\(|->deserialize\(|COLLECT_DENORMALIZATION|allow_extra_fields|enum|DateTimeNormalizer|FORMAT_KEY/i,
    says: /NotNormalizable|ExtraAttributes|MissingConstructorArgument|PartialDenormalization|This form should not contain extra fields|The type of the "[^"]+" attribute|Failed to denormalize|must be one of|NotEncodable|\b422\b/,
    did: 'what callers send has to have exactly these fields and types',
    weight: 0.95,
  },
  {
    name: 'template-variable',
    files: /\.(?:twig|blade\.php|php|phtml|latte)$/,
    changed:
      /\{\{|\{%|@(?:if|foreach|include|isset|php)|->render\(|\bview\(|compact\(|strict_variables|->with\(/,
    says: /Variable "[^"]+" does not exist|Neither the property|RuntimeError|Undefined variable|ViewException|\(View: |Key "[^"]+" (?:for|does not exist)|Impossible to (?:access|invoke)|An exception has been thrown during the rendering|htmlspecialchars\(\)|View \[[^\]]+\] not found|Unable to find template/,
    did: 'a template asks for what it is not given',
    weight: 0.9,
  },
  {
    name: 'scheduler-overlap',
    files: PHP_FILE,
    changed:
      /->(?:everyMinute|every\w+|daily\w*|hourly\w*|cron|weekly\w*|monthly\w*|timezone|at|twiceDaily|onOneServer|withoutOverlapping|lastDayOfMonth)\(/,
    says: /twice|overlap|never ran|did not run|missed|already running|duplicate/i,
    kinds: ['duplicate', 'cpu', 'db_slow', 'queue_backlog', 'deadlock', 'memory'],
    did: 'a task runs at other times, or beside itself',
    weight: 0.85,
  },
];
