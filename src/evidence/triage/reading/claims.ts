/**
 * What the sentences of an alert claim, for and against: the words by which a person on call decides
 * before any number. Data, in English; other languages come through the glossary.
 */

/** What speaks for leaving it. */
export type Relief =
  /** An exercise, or a test of the alerting itself. */
  | 'exercise'
  /** It is over, by its own words. */
  | 'recovered'
  /** It failed once and the next attempt worked. */
  | 'retried'
  /** The platform has dealt with it: rolled back, replaced, failed over. */
  | 'handled'
  /** It is said to be as it should be, or to hurt nobody. */
  | 'expected'
  /** What users would feel is said to be as always. */
  | 'unhurt'
  /** It has been so for weeks, and does not move. */
  | 'steady'
  /** A control did its work: blocked, verified, approved. */
  | 'controlled';

/** What speaks for acting, whatever the label. */
export type Harm =
  /** People cannot do what they came for. */
  | 'people'
  /** Life or safety hangs on it. */
  | 'emergency'
  /** All of something, or nothing left of it. */
  | 'everything'
  /** Lost, doubled or wrong data and money. */
  | 'data'
  /** Something has run out, or will be cut off. */
  | 'exhausted'
  /** Said to go on, or to come back. */
  | 'ongoing'
  /** It gets worse. */
  | 'growing'
  /** It has failed several times in a row. */
  | 'repeated'
  /** Somebody waits for it until a moment. */
  | 'deadline'
  /** Somebody is in, or could be. */
  | 'compromise'
  /** Standing watch has been taken away: audit, backup, protection. */
  | 'unguarded';

export type Claim = Relief | Harm;

const THING = String.raw`(?:pods?|locations?|regions?|replicas?|nodes?|instances?|brokers?|zones?|backends?|hosts?|targets?|endpoints?|probes?|servers?|workers?|tills?|terminals?|stores?|upstreams?|consumers?)`;
const WHO = String.raw`(?:customers?|users?|patients?|players?|merchants?|drivers?|riders?|passengers?|guests?|students?|callers?|people|clients?|members?|subscribers?|shoppers?|visitors?|tenants?|couriers?|operators?|dispatchers?|cashiers?|clerks?|designers?|engineers?|staff|nurses?|doctors?|employees)`;

/** What users would feel first; orders that are missing are no part of it. */
const FELT = String.raw`(?:error[- ]?rates?|errors?|failure rates?|5xx|latenc(?:y|ies)|response times?|p\d\d|packet loss|drops|discards|success rates?|availability|users?|customers?)`;
const WELL = String.raw`(?:normal\w*|unchanged|fine|ok(?:ay)?|stable|unaffected|healthy|nominal|green|flat|low|as (?:usual|always)|(?:with)?in (?:the |its |their )?(?:normal|slo|limits?|targets?|usual))`;
/** Things of which all may run without any trouble. */
const RUNS = String.raw`\s+(?:(?:is|are|now|still|up and)\s+)*(?:run|runs|running|serv\w+|healthy|ready|up|ok|fine|available|reachable|online|passing|green|in use|busy|work)\b`;

const CLAIMS: Readonly<Record<Claim, RegExp>> = {
  exercise:
    /\bexercise\b|\bgame ?days?\b|\b(?:fire |dr |failover |disaster )?drill\b|\bsimulat(?:ed|ion)\b|\brehears\w+|\bchaos (?:test|experiment|engineering|monkey)|\btest (?:alert|notification|message|page|incident|alarm|event)s?\b|\btesting (?:the|our|alert|pager|notif)\w*|\bthis is (?:only |just )?a test\b|\bjust a test\b|\b(?:please|you can|safe to) ignore\b|\bno action (?:is )?(?:required|needed|necessary)\b|\b(?:planned|scheduled|ongoing|running) load ?test|\bred team exercise|\beicar\b|\btest file\b|\btabletop\b/gi,
  recovered:
    /\b(?:has |have |is |was |are |were |service |fully )?(?:recovered|back to normal|back within|returned to normal|healthy again|passing again|up again|working again|auto-?resolved|self-?healed)\b|\b(?:resolved|cleared|healed|recovered) (?:by itself|itself|automatically|after \d|at \d|on its own|within)\b|\bnow (?:ok|healthy|normal|passing|green)\b|\bback (?:online|after \d+)|\b(?:short|brief|momentary) (?:blip|outage|interruption|drop|spike)\b|\blasted (?:only |just )?\d+ ?(?:s|secs?|seconds?|min|minutes?)\b|\b(?:power|mains|service|connection|connectivity|link|access|sync|replication|data flow) (?:is |was |has been |were )?(?:restored|re-established|resumed)\b/gi,
  retried:
    /\b(?:passed|succeeded|worked|ok|green|successful|fine|processed|completed|delivered|finished) (?:on|after|at|in|with) (?:a |the |its )?(?:fast )?(?:re-?try|re-?run|second|2nd|next|third)\b|\b(?:re-?try|re-?run|attempt #?\d+(?:\/\d+)?|(?:second|2nd|third|next|following|later|subsequent) (?:\d+ )?(?:attempts?|runs?|try|tries|requests?|checks?|probes?|calls?|executions?|builds?))(?: at [\d:]+)? (?:has |have |was |were |is |all )*(?:succeeded|successful|passed|ok|fine|worked|completed|green)\b|\bretried (?:and )?(?:successfully|ok|succeeded|fine)\b|\bsucceeded on (?:re-?try|attempt|the (?:second|next))|\bflak(?:e|y) (?:test|check|probe|step|run|monitor|synthetic)s?\b|\bknown flak\w+/gi,
  handled:
    /\b(?:replac|restart|heal|reschedul|retri|retry|recover|recreat|repair|renew|rebalanc)\w* (?:it|them|itself|themselves) automatically\b|\b(?:is|are|gets?|will be) (?:being )?(?:replaced|restarted|healed|rescheduled|recreated|repaired|renewed) automatically\b|\bautomatic(?:ally)? (?:rollback|rolled back|failover|failed over|remediat\w+|restarted|replac\w+|healed|recover\w+|mitigat\w+|resolved|fixed|evicted|rescheduled|renew\w*|retr(?:y|ied)|scal\w+|cleaned|enlarged|extended|expanded|resized)|\b(?:enlarged|extended|expanded|resized|provisioned|grown) automatically|\bauto-?(?:remediat|heal|rollback|rolled|recover|renew|resolv)\w*|\brollback (?:is )?(?:complete|completed|succeeded|done|finished)|(?<!transactions? (?:were |was |are |is )?)\brolled back\b|\bfailed over (?:successfully|and works|cleanly|in \d)|\bfailover (?:worked|succeeded|complete\w*|took)|\b(?:pods?|node|instance|host|task|vm|container|capacity)s?\b[^.\n]{0,30}\b(?:replaced|rescheduled|recreated|drained|reclaimed|evicted and recreated|scaled in|terminated by)|\bterminated by (?:the )?(?:auto|asg|spot|scal)|\bscal(?:e|ed)[- ]?in\b|\bspot (?:interruption|instance reclaimed|reclaim)|\bfalls? back to|\bfell back to|\bfallback (?:is )?(?:active|used|serves|works)|\bcaught up\b|\bdraining(?=\s*(?:[,.;:]|at |by |\d|$))|\bcatching up\b|\b(?:being|is|are) (?:now )?(?:worked off|drained|draining|shrinking)\b|\b(?:shrinks|drains|falls|falling|shrinking|draining) (?:steadily|again|quickly|fast|by itself)|\bwill (?:be )?retr(?:y|ied)\b|\bself-?healing\b|\bredundan\w+ (?:path|unit|link|node)?\s*(?:took over|intact|active)|\bserved from (?:cache|replica|the other)|\bon (?:the )?(?:standby|secondary|backup) (?:link|unit|path)/gi,
  expected:
    /(?<!(?:fail\w*|unable|not|never|cannot|no longer) [^.\n]{0,30})\bas (?:expected|planned|intended|agreed|announced)\b|(?<!than )\bexpected (?:to be )?(?:offline|down|off|low|idle|empty|closed|high|peak|load|rise|increase|drop|dip)\b|\bbefore (?:sunrise|dawn)\b|\bafter (?:sunset|dusk)\b|\bheld (?:back )?for (?:\w+ )?(?:review|approval|moderation)\b|\b(?:not|no) (?:a |an )?(?:system|technical|production) (?:problem|issue|failure)\b|\boff-?season\b|\b(?:this|it|that|which) is expected\b|\bis expected (?:during|after|while|when|because|here)\b|\bexpected (?:behaviou?r|noise|during|while)\b|\b(?:this is|it is|that is|perfectly|quite|at daytime is|is) normal (?:for|at|during|on|after|here|then|behaviou?r)\b|\b(?:this|it|that) is normal\b|\bnormal (?:night|weekend|holiday|behaviou?r|operation|pattern|seasonal\w*|for (?:this|the|a|an)|during (?:the|a|deploy\w*|rollout\w*|start\w*)|after (?:a |the )?(?:deploy\w*|restart\w*|release\w*))\b|\bby design\b|\bknown (?:behaviou?r|noise|noisy|flak\w+|false)|\bfalse (?:alarm|positive)|\b(?:is|looks?|as) (?:typical|usual)\b|(?<!than )\b(?:usual|typical) (?:for|range|pattern|during|behaviou?r)\b|\bwithin (?:the |its |a )?(?:\w+ ){0,3}(?:range|limits?|tolerance|normal|budget|bounds)\b|\bharmless\b|\bbenign\b|\bcosmetic\b|\b(?:no|without|zero) (?:\w+ ){0,2}(?:impact|effect)\b|\bno (?:users?|customers?|one|body|traffic|services?|requests?|data|bookings?|orders?) (?:\w+ ){0,2}(?:affected|impacted|hurt|lost|touched)|\bnobody (?:is |was )?(?:affected|uses|notices|hurt)|\bnot (?:customer|user)[- ]?(?:facing|visible|impacting)|\b(?:users?|customers?|traffic|production|service) (?:is |are |was |were )?(?:not affected|unaffected)|\brenamed\b|\bintentional(?:ly)?\b|\bon purpose\b|\b(?:job|it|check|report|export|batch) (?:only )?runs? (?:only )?(?:at night|nightly|on weekdays|on \w+days?|\d|once|weekly|monthly)|\bruns only\b|\b(?:runs? )?on (?:weekdays|workdays|business days|weekends|\w+days) only\b|\bruns? (?:at night|nightly) only|\bdecommission\w*|\bretired\b|\b(?:real|actual|live) (?:\w+ ){0,3}(?:normal|fine|ok|unaffected|healthy)\b|\ba scanner\b|\b(?:a|one|known|search|bad|by) (?:\w+ )?(?:crawlers?|bots?)\b|\b(?:crawler|bot) traffic\b|, bot\b|\bno (?:real )?(?:users?|customers?|traffic) (?:on|in|at|yet|there)|\b(?:planned|announced|approved|scheduled) (?:work|switch|restart|reboot|upgrade|change|deploy\w*|release|migration|failover|cut-?over|shutdown|outage|downtime|promotion|campaign)|\b(?:report|export|backup|import|migration|reindex\w*|batch|job|load ?test|rebuild|compaction|vacuum) is running\b|\b(?:cleaned|pruned|purged|emptied|rotated|cleared|deleted|compacted) (?:up )?(?:every|each|nightly|daily|weekly|automatically|at \d)|\bworking as (?:intended|designed)|\bnot (?:a problem|an issue|urgent|yet live|in use|used)\b|\bunused\b|\bno longer (?:used|needed|in use)|\bcan wait\b|\bnothing to do\b|\b(?:announced|agreed|approved|booked) (?:\w+ )?(?:load|stress|soak|performance|capacity) ?tests?\b|\bold hosts?\b|\bas (?:after|at|on|before|during) (?:each|every)\b|\bup to its configured (?:size|limit|maximum|share)\b|\bnext (?:run|course|event|match|race|flight|sailing|delivery|show|session|batch|payout) (?:is|takes place|starts|runs)\b|\bno (?:\w+ ){0,2}(?:takes? place|is (?:scheduled|planned|due)|are (?:scheduled|planned|due))\b|\b(?:unplugged|switched off|powered off|powered down|shut down|dismantled|disconnected) (?:by|for) (?:the |our )?(?:\w+ )?(?:contractors?|facilit\w+|owners?|operators?|electricians?|builders?|movers?|landlord|night|weekend|season|winter|summer|move|rebuild\w*|renovation)\b|\bruns? (?:only )?(?:once )?(?:a|every|per) (?:week|month|quarter|year)\b|\bnot firing yet\b|\bsame (?:as )?(?:last|the previous) (?:year|season)\b|\b(?:environment|stack|cluster|instance) (?:\S+ ){0,3}(?:was|has been|is) torn down\b|\bmonitor (?:is )?to be (?:deleted|removed)\b|\b(?:documentation|example|sample|dummy|tutorial) (?:key|token|credential|secret)s?\b/gi,
  unhurt: new RegExp(
    `\\b${FELT}(?:(?:\\s*[,&/]\\s*|\\s+)(?:(?:and|or|nor|und|et|y|e|en|i)\\s+)?${FELT})*\\s+(?:(?:both|all|still|is|are|was|were|remains?|stays?|keeps?|looks?)\\s+)*${WELL}\\b|\\b(?:normal|unchanged|stable) (?:${FELT}(?:,? (?:and|or) )?)+|\\bno (?:${FELT}(?:,? (?:and|or|nor) )?)+\\b(?! (?:budget|pages?|log))`,
    'gi',
  ),
  steady:
    /\b(?:same|unchanged|constant|stable|flat|steady|like this|not (?:moved|changed|grown))\b[^.\n\d]{0,25}\b(?:since|for|in)\s+(?:(?:last|the|a|many|several|some|early|late|about|over|more than|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+)*(?:weeks|months?|years?|quarters?|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|fall|winter)\b|\b(?:since|for)\s+(?:(?:many|several|some|about|over|two|three|four|five|six|\d+)\s+)*(?:weeks|months|years)\s+(?:now\s+)?(?:between|around|at about|stable|unchanged|constant|the same)\b/gi,
  controlled:
    /\bblocked\b|\bdenied by\b|\bprevented\b|\bquarantined\b|\brate[- ]?limited\b|\bchallenged?\b|\b(?:mfa|second factor) (?:was |is |challenge )?(?:passed|ok|succe\w+|used|verified|confirmed|completed)|\b(?:with|passed|via|after|confirmed by) (?:the )?(?:mfa|2fa|two-factor)|\bconfirmed (?:by|with|via|through) [^.\n]{0,25}\b(?:mfa|2fa|two-factor|second factor)\b|\b(?:log-?in|sign-?in|location|device|travel) (?:[\w ]{0,30} )?(?:verified|confirmed)\b|\bconfirmed by (?:the |its |their )?(?:user|owner|employee|person|holder|colleague|admin)\b|\bcaptcha\b|\b(?:key|token|credential|secret|password|account|session)s? (?:is |are |was |were |has been |have been |had been |already |been )*(?:inactive|disabled|revoked|rotated|expired|locked|a dummy|a placeholder|an example)\b|\b(?:inactive|revoked|rotated|dummy|fake|example|placeholder) (?:key|token|credential|secret)|\bknown (?:travel|vpn|scanner|ip|office|device)|\b(?:belongs? to|is|of|from|via|through) (?:the |our )?(?:company|corporate|office)['’]?s? (?:vpn|proxy|network|egress|gateway)|\b(?:authori[sz]ed|approved|scheduled|routine|internal|planned|own|regular|weekly|monthly|nightly) (?:\w+ )?(?:scan\w*|pen(?:etration)?[- ]?test\w*|red team|audit|assessment)|\bpen(?:etration)?[- ]?test\w*|\b(?:office|corporate|company|vpn) (?:ip|network|address|range)|\bcalendar\b|\bfalse positive|\breviewed (?:automatically|by)|\bno(?:ne)? (?:evidence of |sign of |of them |was |were )?(?:exploit\w*|compromise|breach|access|intrusion|success\w*)|\ball (?:\w+ )?dropped\b|\bdocumentation key\b|\bsecurity group blocks?\b|\b(?:with|approved|under|per|matching|via|see|in) (?:\w+ )?(?:change|chg|cab|ticket)(?:[- #]?\d+)?\b|\bCHG-?\d+|\bbackground noise|\bnot (?:exploitable|reachable|internet[- ]?facing|exposed)|\b(?:all|every) (?:\w+ ){0,2}(?:blocked|denied|rejected)|\bdropped by (?:the )?(?:waf|firewall|rule)|\b0 (?:successful|succeeded)|\bremoved by (?:the )?(?:agent|edr|antivirus)|\bread-?only (?:token|key)|\bpatched\b/gi,
  people: new RegExp(
    `\\b${WHO}\\b(?:\\s+[\\w-]+){0,3}\\s+(?:cannot|can't|can not|unable|blocked|locked|see|sees|get|gets|report|reports|reporting|complain\\w*|lose|losing|lost|charged|billed|credited|stuck|waiting|turned away|without|refused|rejected|denied|declined|blind|fails?|failed|affected|impacted)\\b|\\b(?:errors?|exceptions?|events?|crash\\w*|failures?|time-?outs?|fail\\w*)\\b[^.\\n]{0,30}?\\b(?:from|for|by|across|of|hit\\w*)\\s+(?:\\w+\\s+)?\\d[\\d,.]{2,}\\s+(?:\\w+\\s+)?${WHO}\\b|\\b(?:affect\\w*|impact\\w*) (?:\\w+ )?\\d[\\d,.]+ (?:\\w+ )?${WHO}\\b|\\b(?:users?[ _]?count|affected[ _]?users?|users?[ _]?(?:affected|impacted))\\W{1,4}\\d{3,}|\\bcomplain(?:t|ts|ing)\\b|\\b(?:cannot|can't|can not|unable to) (?:pay|log ?in|sign ?in|check ?out|order|book|buy|connect|call|register|upload|search|reach|open|place|complete)\\b|\\b(?:all|every|most) (?:\\w+ )?(?:users?|customers?|requests?|log-?ins?|payments?|orders?|tenants?|searches|calls?|bookings?|checkouts?|transactions?)\\b|\\b(?:nobody|no one|no ${WHO}) can\\b|\\b100 ?% (?:of|fail\\w*|errors?|reject\\w*|declin\\w*|unavailab\\w*)|\\b[a-z]{3,}s (?:cannot|can't|can not|are unable to|were unable to) \\w+|\\bblank page|\\bempty (?:results?|page|basket|response)|\\bto ${WHO} who (?:had |have )?(?:opted out|unsubscribed|objected|cancelled|not (?:agreed|consented|asked))|\\bwithout (?:their |any |the )?consent\\b|\\bunusable\\b|\\bnot usable\\b`,
    'gi',
  ),
  emergency:
    /\bemergency (?:calls?|numbers?|services?|room|stop|line|dispatch|alarm)|\b(?:911|999|112) (?:calls?|routing|line)|\bambulance|\b(?:patients?|clinical|hospital|icu|intensive care|life[- ]support|medication|infusion|prescriptions?|ventilator|dialysis|pacemaker|telemetry ward)\b|\b(?:fire|smoke|gas|burglar|panic) (?:alarm|panel|dispatch|button|leak|detector)|\bsafety[- ](?:system|interlock|critical|plc)|\bnurse call|\bfall detect|\bair traffic|\bpoison/gi,
  everything: new RegExp(
    `\\b(?:all|every|each of the|none of the) (?:\\d+ |of the )?(?:\\w+ )?${THING}\\b(?!${RUNS})|\\bfrom (?:all|every) (?:\\w+ )?${THING}|\\b(?:entire|whole) (?:cluster|site|service|region|shop|platform|fleet|zone|store)|\\b(?:no|zero|0) (?:healthy|ready|available|live|reachable|active|running) ${THING}|\\bno consumers?\\b|\\b(?:hard|completely|totally|fully) (?:down|dead|out|offline)|\\b(?:[89]\\d|100) ?% of (?:\\w+ ){1,3}(?:fail|are (?:lost|rejected|refused|dropped|declined))|\\b(?:fail\\w*|errors?|rejected|refused|declined|dropped|invalid|Bad\\w+|time-?outs?)(?: \\w+)? (?:for|in|on) (?:[89]\\d|100) ?% of|\\b(?:total|full|complete|major|global) (?:outage|loss|failure)|\\bis dead\\b|\\b(?:rejects|refuses|drops|bounces|declines) (?:all|every|any)\\b|\\ball (?:of it|gone|down|failing|failed|crash\\w*)|\\b100 ?% (?:packet )?loss`,
    'gi',
  ),
  data: /\bdata (?:loss|corrupt\w*)|\bcorrupt(?:ed|ion)?\b|\b(?:lost|dropped|discarded|truncated|overwritten|purged|skipped|missing)\b(?: about)?(?: \d[\d,.]*)? (?:[\w-]+ ){0,1}(?:records?|messages?|events?|orders?|postings?|rows|writes|documents?|e?-?mails?|uploads?|files|payments?|invoices?|entries|confirmations?|transactions?|bookings?|data|points|jobs|accounts?|images|photos|readings|measurements)\b|\b(?:records?|messages?|events?|orders?|postings?|rows|writes|documents?|e?-?mails?|uploads?|files|payments?|invoices?|entries|confirmations?|transactions?|bookings?|points|jobs|images|photos|readings|measurements) (?:\w+ ){0,2}(?:lost|dropped|discarded|truncated|overwritten|purged|missing)\b|\b\d[\d,.]* (?:\w+ ){0,2}(?:lost|discarded)\b|\bnot (?:persisted|saved|stored|credited|booked|posted|recorded|billed|invoiced|written|replicated)\b|\b(?:charged|credited|billed|paid|booked|sent|shipped|counted|debited) (?:\w+ )?(?:twice|double|again|two times)|\bdouble[- _](?:charg|book|pay|bill|credit|ship|send|post|count|debit)\w*|\bduplicat\w+ (?:charges?|payments?|orders?|invoices?|credits?|events?|bookings?|shipments?|transactions?|messages?|postings?|refunds?)|\b(?:charges?|payments?|orders?|invoices?|events?|transactions?|bookings?)\b[^.\n]{0,15}\bduplicated?\b|\boversold\b|\bprice (?:of |at |is |= ?)?(?:zero|0(?:\.0+)?\b)|\b(?:zero|0\.00|wrong|negative|stale|old|outdated) (?:unit )?(?:prices?|amounts?|totals?|balances?|currenc\w+|tax|vat|invoices?|rates?|fares?|dosage|doses?)\b|\b0 ?% (?:vat|tax)|\b(?:tax|vat|discount|interest) (?:is |was |are |were )?(?:missing|not|omitted|skipped)|\bskipped (?:accounts?|records?|rows|customers?|invoices?|payments?|messages?)|\b(?:accounts?|records?|rows|customers?|invoices?|payments?|messages?|postings?|orders?) (?:\w+ )?skipped|\b(?:have|has|share|carry) the same (?:number|id|key|reference|name)\b|\bchecksum mismatch|\bmismatch(?:es|ed)?\b|\binconsisten\w+|\bout of sync\b|\bdo(?:es)? not match|\bcannot be restored|\brestore (?:test |check )?fail\w*|\b(?:un|ir)recoverable|\bsplit[- ]?brain|\bwrong (?:customers?|recipients?|patients?|accounts?|users?|tenants?|data|address\w*)|\b(?:other|another) (?:customer|user|tenant|patient)s?['’]?s?\b|\b\d[\d,.]{2,} (?:\w+ ){0,2}(?:undelivered|unprocessed|unsent|unbooked|unpaid)\b|\bwithout being able to (?:be )?recover\w*|\bdead[- ]letter/gi,
  exhausted:
    /\bexhaust(?:ed|ion)\b|\bused up\b|\b(?:disk|volume|file ?system|partition|mailbox|pool|storage|tablespace|bucket|inodes?)(?: \S+)? (?:is |are |was )?(?:completely |almost |nearly |now )?full\b|\b(?:almost|nearly) (?:full|exhausted|out of)\b|\bout of (?:memory|disk|space|inodes|ips?|addresses|connections|credit|file|stock|quota|capacity|licen[cs]es|threads|ids?)\b|\bno space left|\bread-?only (?:file|mode|now|state)|\b(?:gone|went|is|are|became|turned|switched to|remounted) read-?only|\bconnection slots\b|\btoo many (?:open files|connections|clients|requests in flight)|\bcannot allocate|\bmaxed out|\bat (?:its )?max(?:imum)?\b|\bat (?:its )?(?:limit|capacity)\b|\b(?:quota|limit|balance|allowance|credit|pool) (?:is |was |has been |of \w+ )?(?:reached|exceeded|depleted|empty|hit|at 0|zero)|\bsuspen(?:ded|sion)\b|\bwill be (?:suspended|rejected|blocked|disabled|terminated|deleted|cut off|stopped|discarded|locked|shut)|\bfinal notice|\bauto-?recharge failed|\bOOM ?-?kill\w*|\bquorum (?:is |was |has been )?(?:lost|at risk|gone)|\b(?:no|without|lost) (?:redundancy|standby|spare|quorum)\b|\b(?:only one|last|single) (?:healthy |remaining |working )?(?:replica|copy|member|node|path|link|controller)s? (?:is |are )?(?:left|remaining|alive)|\bwrites? (?:\w+ )?(?:fail\w*|blocked|rejected|refused|stopped|stalled)/gi,
  ongoing:
    /\bstill (?:\w+ )?(?:fail\w*|broken|down|rising|growing|climbing|erroring|unavailable|not|returning|seeing|timing|open|missing|high|happening|unhealthy|locked|losing|increasing|serving|rejected|refused|blocked|stuck|errors?|5\d\d|slow|affected|out|empty|wrong)|\b(?:keeps?|continues?|continuing) (?:on )?(?:to )?(?:fail\w*|ris\w*|grow\w*|return\w*|com\w* back|drop\w*|crash\w*|restart\w*|error\w*|los\w*)|\b(?:errors?|failures?|timeouts?|complaints?) (?:continue|persist|go on|are still)|\bnot (?:yet )?(?:recovered|resolved|fixed|mended|cured|healed)|\b(?:un|never )(?:resolved|fixed|cured)\b|\b(?:monitor|alert|alarm|check) (?:was |has |only )?(?:cleared|resolved|recovered|closed|went ok|muted)[^.\n]{0,20}\b(?:because|only|but|though|while|since)\b|\b(?:cleared|resolved|recovered|ok|closed) (?:only )?(?:because|but|although|while)\b|\bno (?:(?:longer|more) )?(?:data|metrics|reporting|reports?|sends|traffic|requests?|calls|logs|samples|orders|events)\b[^.\n]{0,40}\b(?:so|hence|therefore|thus)\b|\bcomes? back\b|(?<!(?:cross\w*|exceed\w*|above|over|beyond|limit|threshold)[^.\n]{0,40})\bcame back\b(?! (?:online|up|to|within|below|by itself))|\breturns? (?:every|each|after|within)|\b(?:each|every) (?:time|restart|recurrence|cycle)\b|\b(?:longer|worse|higher|more) (?:each|every|with each)\b|\brecurr(?:s|ing|ed|ence)\b|\bstuck (?:at|in|on|for|since)\b|\b(?:no|without) progress\b|\bcause (?:is )?(?:unknown|not found|not known)/gi,
  growing:
    /\b(?:growing|climbing|creeping|piling up|worsening|trending up|steadily|getting worse|spreading)\b|\b(?:queue|lag|backlog|it|number|usage|size|heap|memory|count|errors?|latency)\b[^.\n]{0,20}\b(?:grows|rises|climbs|rose|grew|increases|rising|increasing)\b|\bleak(?:s|ing)?\b|\bpil(?:es|ed) up\b|\bpredict\w*|\bprojected to\b|\bwill (?:be full|run out|exhaust|fill)|\bfull in\b|\bfills? (?:up )?in\b|\bincreasing (?:every|each|daily|hourly|steadily|for|since)|\b(?:each|every) (?:\w+ )?(?:is |was |gets |takes )?(?:higher|longer|worse|bigger|larger)\b|\b(?:higher|longer|worse|bigger|larger|more) (?:each|every|with each|with every) \w+|\brising\b|\bnever drains?\b|\bnot draining\b|\bdoubl(?:es|ed|ing) (?:every|each|since|in)\b/gi,
  repeated:
    /\b(?:second|third|fourth|fifth|sixth|seventh|\d+(?:nd|rd|th)) (?:\w+ )?(?:time|consecutive|night|day|failure|week|outage|crash)\b(?:[^.\n]{0,20}?\b(?:in a row|consecutive|fail\w*|this \w+|today|since))?|\bconsecutive (?:\w+ )?(?:day|night|run|failure|time|week|hour|month)s?\b|\bin a row\b|\bagain and again\b|\blast (?:good|successful|known good) (?:\w+ )?(?:backup|run|snapshot|sync|restore|copy|dump)?|\b(?:has|have) (?:not (?:run|succeeded|completed|finished)|failed) (?:for|since|on|\d|\w+ times)/gi,
  deadline:
    /\bcut-?off\b|\b(?:window|gate|counter|market|submission|registration|booking|transfer|file)s? (?:closes?|leaves?|goes out)\b|\bcloses \d{1,2}:\d{2}|\bleaves? (?:at|in)\b|\bdeadline\b|\boverdue\b|\boldest due\b|\bdue (?:in|at|by|today|tomorrow|on)\b|\bno (?:automatic )?retry\b|\bmust (?:reach|be|arrive|go out|leave)\b|\bby \d{1,2}:\d{2}\b|\blegal (?:limit|deadline|obligation)|\bpenalt(?:y|ies)\b|\bregulator\w*|\bpay ?day\b/gi,
  compromise:
    /\b(?:active|valid|live|working|prod(?:uction)?) (?:\w+ ){0,2}(?:key|token|credential|secret)s?\b|\b(?:key|token|credential|secret|password)s?\b[^.\n]{0,40}\b(?:active|valid|live|in use|still works|leaked|exposed|published|stolen|public)\b|\bleaked (?:\w+ ){0,3}(?:key|token|credential|secret|password|certificate|database|data)|\b(?:actively |known |being |was |is |been )?exploited\b|\bexploit(?:ation)? (?:attempts? )?(?:seen|observed|succe\w+|confirmed|in the wild)|\b(?:(?:injection|intrusion|attack|exploit\w*|brute[- ]?force) attempts?|attacks?|injections?|exploits?|phish\w*)\b[^.\n]{0,15}\bsucceeded\b|\bremote code execution|\brce\b|\bweb ?shell|\breverse shell|\bback ?door|\brootkit|\bmalware|\btrojan|\bransom\w*|\bxmrig\b|\bcrypto ?min\w+|\bcommand[- ]and[- ]control|\bc2 (?:server|beacon|traffic)|\bbeaconing|\bexfiltrat\w+|\blateral movement|\bprivilege escalation|\btaken over\b|\baccount take-?over|\bcompromis\w+|\b\d+ accounts? (?:\w+ )?logged in|\b(?:success\w*|logged in) after (?:brute|\d+ fail|fail|many)|\broot log-?in|\bcluster[- ]?admin\b|\b(?:never|not) seen before|\(never seen\)|\bunknown (?:\w+ )?(?:ips?|keys?|address(?:es)?|countr\w+|locations?|devices?|actors?|users?|principals?|asn|hosts?|regions?|accounts?|sources?|service account)|\bunrecogni[sz]ed\b|\bunfamiliar\b|\bwithout (?:a )?(?:change )?(?:ticket|approval)|\bno change ticket|\boutside (?:of )?(?:the )?(?:change|business|office)|\b(?:entered|gave|submitted|typed|handed over|disclosed) (?:their |the |his |her )?(?:\w+ )?(?:passwords?|credentials?|codes?)\b|\bmfa (?:was )?(?:not used|disabled|removed|bypass\w*|fatigue)|\bbypass(?:ed|es)?\b|\b(?:data|database|customer) (?:dump|theft|stolen)|\bstolen\b|\bdefaced?\b|\btamper\w*|\bimpossible travel|\bbrute[- ]?force\w* (?:succe\w+|login)|\bcredential stuffing|\b(?:other|another|wrong) tenant|\bcross-?tenant/gi,
  unguarded:
    /\b(?:audit|security|flow|access)[- ]?(?:log|trail)s?\w*\b[^.\n]{0,30}\b(?:disabled|stopped|deleted|off|tampered|missing|gone)|\b(?:cloudtrail|guardduty|auditd|edr|antivirus|waf|firewall|siem|ids|defender)\b[^.\n]{0,25}\b(?:disabled|stopped|off|removed|uninstalled|bypass\w*|silent)|\bstoplogging\b|\bdeletetrail\b|\b(?:became|is|are|was|made|set to|changed to|turned|now) (?:public|world[- ]?readable|open to)|\bpublicly (?:accessible|readable|exposed|writable)|\bopen to (?:the )?(?:world|internet|0\.0\.0\.0)|\b0\.0\.0\.0\/0\b|\bpublic (?:\w+ )?(?:bucket|blob|snapshot|repo\w*|share|acl|gist)/gi,
};

const NEGATED =
  /\b(?:not?|never|without|zero|0|isn't|wasn't|didn't|doesn't|hasn't|aren't|cannot|neither|nor|un)\s+(?:\w+\s+){0,2}$/i;
/** What a runbook fears has not happened. */
const SUPPOSED =
  /\b(?:may|might|could(?! not)|would|if|in case|to avoid|to prevent|risk of|whether|once|when|unless|until it|otherwise|so that no|before (?:it|the|we|they))\b/i;
/** What should have dealt with it, or made it good, does not. */
const UNDONE =
  /^\W{0,2}(?:(?:job|run|process|attempt|it|has|have|had|is|was|were|does|did|keeps?)\s+)*(?:not\b|never\b|n't\b|fail\w*|broken|stopp?\w*|disabled|impossible|refused|rejected|blocked|stuck|timed out|gave up)/i;
/** These are told as rules: `this is normal when a report runs`. */
const STATED_ONLY: ReadonlySet<Claim> = new Set([
  'expected',
  'unhurt',
  'steady',
  'controlled',
  'handled',
]);
/** Claims that are themselves about something missing: a `no` before them belongs to them. */
const OWN_NEGATION: ReadonlySet<Claim> = new Set([
  'expected',
  'unhurt',
  'compromise',
  'repeated',
  'deadline',
]);

export type Claims = ReadonlyMap<Claim, string>;

/** Each claim of the text with the words that make it; what the text denies is not claimed. */
export function claimsIn(text: string): Claims {
  const out = new Map<Claim, string>();
  for (const [claim, pattern] of Object.entries(CLAIMS) as [Claim, RegExp][])
    for (const match of text.matchAll(pattern)) {
      const before = text.slice(Math.max(0, match.index - 40), match.index);
      const sentence = before.split(/[.;:,\n(]/).at(-1) ?? '';
      if (!STATED_ONLY.has(claim) && SUPPOSED.test(sentence)) continue;
      if (STATED_ONLY.has(claim) && UNDONE.test(text.slice(match.index + match[0].length)))
        continue;
      if (NEGATED.test(sentence) && !(OWN_NEGATION.has(claim) && /^no/i.test(match[0]))) continue;
      out.set(claim, match[0].trim());
      break;
    }
  return out;
}

/** The text without what it says is as always: those words name errors that are none. */
export const withoutRelief = (text: string): string => text.replace(CLAIMS.unhurt, ' ');

/** The words of the first of the claims that the text makes, quoted for a reason; null when none. */
export function quoted(claims: Claims, ...wanted: readonly Claim[]): string | null {
  for (const claim of wanted) {
    const words = claims.get(claim);
    if (words !== undefined) return `“${words.replace(/\s+/g, ' ').slice(0, 60)}”`;
  }
  return null;
}
