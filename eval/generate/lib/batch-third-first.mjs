/** Tables of the third set of batches, first half; `batch-tables.mjs` tells how to read a line. */
export const firstTables = {
  // a failover left the primary read-only; the city's swap crews have a trouble of their own since dawn
  scooters: `
T db | warning | trips-pg | PostgresPrimaryReadOnly | pg_is_in_recovery > 1 0 | 24m | No member of cluster trips-pg accepts writes: "cannot execute INSERT in a read-only transaction". Patroni has no leader lock since the failover. | where it begins
D db | page | trips | TripsErrorRatio | http_5xx_ratio > 0.71 0.05 | 22m | 71% of POST /trips end in 500. | trips can not write
D db | page | rider-app | UnlockFailing | unlock_success_ratio < 0.21 0.9 | 21m | Riders can not unlock: trips answers 500. | riders feel what trips-pg does
D db | critical | dispatch | DispatchBacklog | dispatch_pending_jobs > 840 200 | 17m | Jobs wait because trips does not accept status updates. | waits for trips
T swap | info | battery-swap | SwapToursCreated | swap_tours_per_hour < 0 10 | 3h | No tour for the swap crews has been created for three hours, usually 35 per hour; empty scooters pile up in the streets. | nothing comes out of it since before the database failed
Q - | warning | tile-cache | TileCacheHitRatio | cache_hit_ratio < 0.88 0.9 | 26m-21m x46 | Hit ratio a little under 90%, back above it minutes later. | up and down all day
Q - | page | promo-studio | PromoStudioDown | up < 0 1 | 70m env=staging | promo-studio has no healthy pod. | not production
Q - | warning | city-reports | CityReportsCpu | container_cpu_ratio > 0.97 0.9 | 38m x7 | Nightly aggregation of the cities is running, nobody waits for it. | a batch job uses its machine
Q - | warning | zones | ZonesPodRestarted | kube_pod_restarts_1h > 1 0 | 52m-48m | One of six pods was moved to another node by the autoscaler and is ready again. | over by itself
Q - | info | wallet | CertificateExpiry | cert_days_left < 44 45 | 9h | cert-manager renews 30 days before the end. | renewed by itself, weeks off
`,
  // in German: the bus between the laboratory and the wards stands still; backups fail unseen
  klinik: `
T bus | Warnung | hl7-bus | HL7-Bus: Warteschlange waechst | hl7.queue.depth > 18400 500 | 41m hist=6m:300,2100,4900,7800,10600,13300,15900,18400 | Nachrichten aus dem Labor werden seit 40 Minuten nicht mehr abgeholt, die Warteschlange waechst stetig. | die Wurzel: der Bus liefert nicht aus
D bus | Hoch | laborwerte | Laborwerte: kein neuer Befund | befunde.pro_minute < 0 20 | 36m | Seit 36 Minuten kam kein Befund mehr vom hl7-bus an. | Folge des Busses
D bus | Katastrophe | stationsportal | Stationsportal: Befunde veraltet | befund.alter_minuten > 38 15 | 23m | Stationen sehen keine aktuellen Laborwerte. | Folge des Busses
T - | Information | bildarchiv | Bildarchiv Sicherung | backup.alter_stunden > 98 26 | 5h x4 | Vierte Nacht ohne erfolgreiche Sicherung: "target quota exceeded". | Sicherungen fehlen, niemand merkt es
I med | INC-4471 | medikation | in Bearbeitung | 80m | Medikation: Fehlerquote | Medikation lehnt Verordnungen mit Sonderzeichen ab
D med | Hoch | medikation | Medikation: Fehlerquote | http.fehlerquote > 0.12 0.05 | 33m x3 | 12% der Verordnungen werden mit 500 abgelehnt. | bereits in Bearbeitung
Q - | Hoch | roentgen | Roentgen nicht erreichbar | icmp.ping < 0 1 | 15m | Geplante Wartung des Geraets 2 bis Ende der Stunde, Stationen sind informiert, Aufnahmen laufen ueber Geraet 1. | geplant und angekuendigt
Q - | Warnung | statistik-export | CPU-Auslastung hoch | system.cpu.util > 0.94 0.9 | 55m x9 | Der naechtliche Export laeuft. | Stapellauf
Q - | Warnung | akte-db | Festplatte ueber 70% | vfs.fs.pused > 0.71 0.7 | 11h hist=1d:0.71,0.7,0.71,0.71,0.7,0.71,0.71 | Belegung liegt seit Wochen zwischen 70 und 71 Prozent. | voll genug zum Melden, waechst nicht
Q - | Katastrophe | schulung | Schulungssystem nicht erreichbar | icmp.ping < 0 1 | 2h env=schulung | Schulungsserver ausgeschaltet, naechster Kurs am Montag. | Schulungsumgebung
Q - | Warnung | patientenakte | Antwortzeit ueber Grenze | http.p95_ms > 612 600 | 19m-16m x33 | Antwortzeit kurz ueber 600 ms, wieder normal. | flattert
`,
  // an open incident explains three alerts; a fourth of the same service is another trouble
  telco: `
I sms | OPS-1182 | sms-gateway | investigating | 2h | sms-gateway submit errors; smpp-pool binds | Carrier B refuses our SMPP binds, one-time codes arrive late
D sms | P1 | smpp-pool | smpp-pool binds | smpp.bound_sessions < 2 8 | 34m | 6 of 8 binds to carrier B refused. | known, being worked on
D sms | P2 | sms-gateway | sms-gateway submit errors | submit.error_share > 0.29 0.05 | 31m x4 | 29% of submit_sm fail, all of them towards carrier B. | known, being worked on
D sms | P2 | selfcare | selfcare login step two | otp.completed_share < 0.63 0.9 | 28m | A third of the one-time codes from sms-gateway does not arrive in time. | what the open incident does to customers
T - | P4 | sms-gateway | sms-gateway opt-out list | optout.sync_age_hours > 61 6 | 7h | The list of people who must not be written to has not been synchronised for 61 hours; since then 1,900 texts went to people who had opted out. | same service, unrelated, and against the law
T - | P5 | porting | porting hand-over file | porting.requests_overdue > 312 0 | 95m hist=15m:0,40,92,140,188,251,312 | Requests that registry-link acknowledged but never answered; the regulator's limit of one working day runs out today. | customers can not take their number along
Q - | P1 | fraud-lab | [CRITICAL] fraud-lab cluster memory | memory.used_share > 0.93 0.9 | 44m x3 env=sandbox | Notebook cluster of the analysts is busy. | a sandbox
Q - | P3 | cdr-store | cdr-store compaction pending | compactions.pending > 132 120 | 18m-9m x27 | Above 120 for some minutes after each import, then worked off. | comes and goes
Q - | P3 | offers-mailer | offers-mailer bounce rate | mail.bounce_share > 0.051 0.05 | 3h x2 | 5.1% of the newsletter bounced. | chatter of marketing
Q - | P2 | coverage-map | coverage-map synthetic (Oslo) | probe.failed > 1 0 | 12m-11m x8 | 1/9 locations failed, passed on retry. | one probe, once
Q - | P3 | usage | AWS Budgets: usage at 86% of month | cost.forecast_ratio > 1.04 1 | 6h x2 | Forecast 4% above the plan. | money
`,
  // nobody is needed
  tickets: `
Q - | high | scanner | scanner-offline-devices | DevicesOffline > 41 40 | 6h x2 | 41 of 52 hand scanners are switched off; no event takes place today. | they are switched off
Q - | critical | seats-redis | seats-redis-failover | ElastiCacheFailover > 1 0 | 74m-72m | Node replaced by the provider's patch window; new primary after 40 s, no failed call since. | explained and over
Q - | medium | box-office | box-office-4xx | 4XXShare > 0.23 0.2 | 48m-35m x5 | A crawler asks for events that ended last year and gets 404; buyers are not affected, 5xx 0.0%. | a crawler and its 404s
Q - | medium | orders | orders-p99-latency | TargetResponseTimeP99 > 1.02 1 | 29m-27m x58 | p99 1.02 s for two minutes. | flaps around its limit
Q - | high | artist-payouts | artist-payouts-no-data | PayoutsPerDay < - 1 | 9h | No data: payouts run once a quarter, the next run is five weeks off. | nothing is due
Q - | low | orders-aurora | orders-aurora-storage-autoscaled | VolumeBytesUsed > 0.64 0.6 | 8h | Storage was enlarged automatically, now 64% of the new size. | dealt with by the platform
Q - | critical | poster-render | poster-render-dlq | DLQVisible > 2 0 | 4h | 2 posters of a draft event with a broken template; the organiser has corrected and published it. | tiny, and corrected
Q - | medium | venue-csv | venue-csv-import-retry | ImportFailed > 1 0 | 66m-61m | First attempt timed out, passed on retry 2. | worked at the next attempt
Q - | high | seats | seats-concurrency-high | ConcurrentExecutions > 810 800 | 23m | Announced presale PS-31 runs until the hour as planned; latency and errors are normal. | expected load without harm
Q - | low | orders | acm-renewal-info | DaysToExpiry < 45 45 | 10h | Certificate will be renewed by ACM without further action. | information
`,
  // a leaked key is used; around it what security tools say all day
  payroll: `
T - | P3 | document-vault | New region for access key of role payslip-writer | cloudtrail.getobject_count > 14200 500 | 27m | Long-lived key AKIA…Q7 of payslip-writer reads 14,200 payslips from an address in a country where we have no staff; the key stands in a public gist since last night. | personal data is leaving
Q - | P1 | sso | [SECURITY] Brute force against sso | waf.blocked_requests > 91000 10000 | 2h x6 | 91,000 login attempts blocked by the WAF, 0 successful. | stopped
Q - | P2 | hr-web | Impossible travel: m.sauer | sso.risk_score > 82 70 | 50m-44m | Lisbon and Berlin within an hour; second factor passed and confirmed by the user over chat, she uses the company VPN. | verified
Q - | P2 | org-chart | Scanner: CVE in transitive dependency | scanner.findings > 1 0 | 11h | Medium, build-time only, not reachable; patched with the weekly update. | a finding, not an attack
T - | P4 | absence | absence sync rejected rows | sync.rejected_rows > 3360 20 | 2h hist=20m:0,510,1080,1700,2260,2810,3360 | Sick notes handed in during the last two hours are rejected by payroll-db ("value too long for type character varying(8)") and not retried; the payroll run of this month starts tonight. | data of people gets lost
Q - | P3 | data-lake-sync | data-lake-sync duration | job.duration_min > 64 60 | 3h-2h x5 | Took 64 minutes, limit 60; finished with all rows. | done, a little late
Q - | P2 | survey-bot | survey-bot crash in preprod | container.restarts_1h > 22 3 | 85m env=preprod | CrashLoopBackOff in preprod while the new chart is tried. | not production
Q - | P3 | payroll-db | payroll-db replica lag | pg.replica_lag_s > 34 30 | 20m-14m x19 | Lag of the reporting replica rises during vacuum and is gone afterwards. | comes and goes
Q - | P3 | hr-web | hr-web apdex | apdex < 0.89 0.9 | 16m-11m x24 | Apdex 0.89. | around its limit
`,
  // two troubles at the same time, each with what hangs on it
  delivery: `
T sql | P3 | orders-mysql | orders-mysql threads running | mysql.threads_running > 512 80 | 26m | 500 sessions wait for a metadata lock held by ALTER TABLE orders (session 88121, running for 27 minutes). | first root
D sql | P1 | orders | orders create failing | http.5xx_share > 0.66 0.02 | 23m | 66% of the new orders fail: lock wait timeout exceeded. | waits for the table
D sql | P1 | eater-app | eater-app checkout success | checkout.success_share < 0.28 0.9 | 21m | Three of four customers can not order. | hangs on orders
T geo | P2 | geo-index | geo-index shards unassigned | es.unassigned_shards > 14 0 | 19m | Cluster state red: data node 3 left, 14 primary shards have no copy. | second root
D geo | P2 | routing | routing no route found | routing.failed_share > 0.37 0.05 | 16m | No route in the eastern districts, geo-index answers 503 all shards failed. | hangs on geo-index
D geo | P2 | courier-app | courier-app offers expired | offers.expired_share > 0.44 0.15 | 14m | Couriers get offers without a route and let them pass; routing returns errors. | hangs on routing
Q - | P3 | menu-search | menu-search heap | jvm.heap_used_share > 0.78 0.75 | 50m-45m x29 | Heap 78% before collection, 41% after. | a saw tooth
Q - | P4 | heatmaps | heatmaps job late | job.minutes_late > 12 10 | 2h-106m | Done with 12 minutes of delay. | over
Q - | P2 | kitchen-tablet | kitchen-tablet old app version | tablets.on_old_version > 212 200 | 14h x3 | 212 tablets have not installed version 8 yet, the update is optional. | housekeeping
Q - | P5 | voucher-mailer | voucher-mailer spend | cost.today_eur > 212 200 | 3h | 6% over the daily plan. | money
`,
};
