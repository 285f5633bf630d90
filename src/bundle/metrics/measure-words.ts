/** Words that say how or what is measured, never who. */

/** What a metric's name begins with. */
const BEGINS =
  /^(?:p\d{2,3}|q\d{2,3}|avg|average|mean|min|max|median|sum|total|count|counter|rate|num|number|active|open|busy|used|free|idle|failed|success|successful|available|availability|error|errors|err|http|https|grpc|rpc|tcp|udp|cpu|mem|memory|heap|rss|gc|jvm|disk|diskio|net|network|io|fs|db|database|sql|cache|redis|queue|pool|thread|threads|conn|conns|connection|connections|socket|sockets|fd|fds|request|requests|req|reqs|response|resp|latency|lat|duration|throughput|workload|load|rps|qps|tps|system|process|host|node|container|pod|kube|kubernetes|istio|envoy|trace|\d+xx|[45]\d\d|rx|tx|read|reads|write|writes|in|inbound|out|outbound|upstream|downstream|time|value|restart|restarts|retry|retries|retrans|saturation|usage|util|utilization|utilisation|hit|hits|miss|misses|calls|messages|consumer|backlog|depth|lag|uptime|up|health|status|bytes|packets|percent|working|limit|throttled)$/i;

/** The same in one word: `CpuUtil`, `LatencyP99`, `RequestCount`. */
const CAMEL =
  /^(?:Cpu|Mem|Memory|Heap|Latency|Request|Error|Disk|Net|Network|Tcp|Db|Restart|Busy|Queue|Cache|Thread|Connection|Response|Http|Gc|Io|Socket)[A-Z]/;

export const isMeasureWord = (word: string): boolean => BEGINS.test(word) || CAMEL.test(word);
