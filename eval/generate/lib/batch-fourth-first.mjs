/** Tables of the fourth set of batches, first half; `batch-tables.mjs` tells how to read a line. */
export const firstTables = {
  // a mail-order pharmacy: the state's prescription register refuses the new client; a freezer warms unseen
  pharmacy: `
D reg | CUSTOM_ALERT | web-shop | Conversion of prescription orders | orders.rx_conversion < 0.04 0.3 | 31m | 4% of the baskets with a prescription are completed, baskets without one as always. | shoppers can not finish what rx-check can not confirm
T reg | ERROR | rx-check | Failure rate increase | service.errors.rate > 97.2 5 | 29m | javax.net.ssl.SSLHandshakeException: Received fatal alert: unknown_ca (POST https://register.rx.example/v4/verify) | where it begins
D reg | ERROR | pharmacist-desk | Failure rate increase | service.errors.rate > 61.4 5 | 27m | Exceptions in RxCheckClient.verify | calls rx-check
T - | RESOURCE_CONTENTION | cold-store | Freezer B temperature | sensor.temperature_c > -14.2 -15 | 52m hist=30m:-21.3,-21.1,-20.4,-19.2,-17.7,-16,-14.2 | Compressor current 0 A. | medicine spoils before somebody looks
Q - | PERFORMANCE | catalog | Response time degradation | service.response.p90_ms > 340 300 | 44m-39m x28 | 340 ms, baseline 210 ms. | up and down all day
Q - | PERFORMANCE | search | Response time degradation | service.response.p90_ms > 505 450 | 2h-112m | Reindex after the delivery of the wholesaler's list. | a known job, over
Q - | AVAILABILITY | leaflet-pdf | Process unavailable | process.available < 0 1 | 95m-94m | Restarted by systemd after 20 s. | over by itself, once
Q - | AVAILABILITY | web-shop | Host or monitoring unavailable | host.available < 0 1 | 4h env=int | int-web-2 was shut down by stefan.k, "Feierabend". | not production
Q - | RESOURCE_CONTENTION | orders-db | CPU saturation | host.cpu.usage > 91 90 | 73m-61m x3 | Statistics job of the database. | a batch job uses its machine
Q - | CUSTOM_ALERT | newsletter | Unsubscribe rate | mail.unsubscribe_pct > 2.4 2 | 6h | Campaign of the new year, 2.4% unsubscribed. | chatter of marketing
Q - | CUSTOM_ALERT | finance-feed | Monthly cloud spend forecast | cost.forecast_eur > 21300 21000 | 11h x2 | Forecast 1.4% above the plan. | money
`,
  // parking by number plate: cameras keep posting, the recogniser answers empty since its model was changed
  parking: `
T anpr | Warning | plate-reader | Plates read per 100 vehicles | custom.googleapis.com/anpr/read_share < 22 85 | 47m | Plates read per 100 vehicles is below the threshold of 85 with a value of 22. | where it begins, without one error
D anpr | Critical | barriers | Manual opening requests | custom.googleapis.com/barrier/intercom_calls > 184 25 | 41m | Control room opens by hand; "vehicle unknown". | cars without a plate stand at the barrier
D anpr | Error | sessions | Sessions without entry | custom.googleapis.com/session/exit_without_entry > 630 40 | 33m | Exits for which plate-reader delivered no entry. | nothing was read on the way in
D anpr | Warning | revenue | Revenue per hour | custom.googleapis.com/revenue_eur_per_hour < 1900 6000 | 18m | At this hour a week ago 11,400. | no entry, no fee
T - | Warning | permits | Cloud SQL transaction id utilization | cloudsql.googleapis.com/database/postgresql/transaction_id_utilization > 0.87 0.8 | 2d hist=1d:0.71,0.74,0.77,0.81,0.84,0.87 | Oldest transaction: prepared transaction of the replication tool, 71 days old. | the database stops writing within days
Q - | Error | tariffs | Uptime check failed | monitoring.googleapis.com/uptime_check/check_passed < 0 1 | 3h-179m | Checker in Singapore could not connect; five others could. | one probe, once
Q - | Warning | pay-page | p95 latency | loadbalancing.googleapis.com/https/total_latencies > 1240 1200 | 26m-21m x19 | p95 latency for pay-page is above the threshold of 1200 with a value of 1240. | around its limit
Q - | Warning | pay-page | p95 latency | loadbalancing.googleapis.com/https/total_latencies > 1215 1200 | 12m-8m x20 | p95 latency for pay-page is above the threshold of 1200 with a value of 1215. | around its limit
Q - | Critical | plate-reader | Pod crash loop | kubernetes.io/container/restart_count > 31 5 | 5h env=ml-lab | Experiment of the vision team. | a laboratory
Q - | No severity | tariffs | Certificate Manager: certificate renewed | certificatemanager.googleapis.com/days_left > 90 0 | 9h | parken.example was renewed automatically. | information
Q - | Warning | city-feed | Push subscription errors | pubsub.googleapis.com/subscription/push_request_count > 44 20 | 66m-58m | City's server answered 502 for a while, all messages were delivered afterwards. | caught up
Q - | Error | heatmap | BigQuery slots | bigquery.googleapis.com/slots/allocated > 2010 2000 | 7h-6h | Weekly occupancy report. | a batch
`,
  // online courses on the day after a release; nobody is needed
  mooc: `
Q - | CRIT | course-web | HTTP course-web | http.response_s > 10 8 | 9h-534m | CRITICAL - Socket timeout after 10 seconds; rolling restart of release 31.2. | the release, over
Q - | WARN | course-web | CPU utilization | cpu.total_pct > 91.3 90 | 58m-52m x17 | Total CPU: 91.3% (warn/crit at 90%/97%) | flaps around its limit
Q - | WARN | course-web | CPU utilization | cpu.total_pct > 90.6 90 | 31m-27m x18 | Total CPU: 90.6% (warn/crit at 90%/97%) | flaps around its limit
Q - | CRIT | grader | Job queue grader | queue.jobs > 2210 2000 | 74m-49m | Deadline of week 3 was at 05:45; queue 2210, 940, 120. | worked off
Q - | CRIT | video-cdn | Origin shield errors | http.5xx_count > 9 5 | 3h-176m | 9 errors of 1.2 million requests. | a handful
Q - | WARN | forum-db | Filesystem /var/lib/mysql | fs.used_pct > 81.2 80 | 6d hist=1d:81.3,81.1,81.2,81.2,81.1,81.2 | 81.2% used (406 of 500 GB) | level for a week
Q - | CRIT | sandbox-runner | Check_MK Agent | agent.up < 0 1 | 13h env=schulungsraum | Communication failed: no route to host | a class room, not production
Q - | UNKN | mail-relay | Mail loop test | mailloop.duration_s > - 60 | 8h-7h x2 | Plugin was updated, no data for one interval. | the check, not the mail
Q - | WARN | certs | Certificate lti.partner.example | cert.days_left < 41 45 | 22h | Partner renews in the last month as every year. | far off
Q - | CRIT | proctoring | License proctoring seats | license.used_pct > 100 95 | 4h-3h | 500 of 500 seats for 40 minutes, waiting list of 3, exam over. | tiny, over
Q - | WARN | statistics | ETL duration | job.duration_min > 130 120 | 10h-9h | Finished, 12.1 million rows. | done, a little late
`,
  // a radio house: the fm feed falls back to the spare line; alarms of the studio say more than there is
  radio: `
T - | warning | contribution | ContributionPathRedundancyLost | srt_paths_up < 1 2 | 3h | Path A of FM main has been down since the carrier's work ended at 07:55; on path B alone, whose loss went 0.0, 0.2, 0.9, 1.8 percent over the last hours. | one line left, and getting worse
D file | info | playout | PlayoutBufferRunsLow | playout_buffer_minutes < 11 30 | 11m hist=6m:62,51,41,30,20,11 | Scheduler delivers no items: "traffic log for hour 11 missing". | silence on air in eleven minutes, for want of the file
T file | critical | traffic-log | TrafficLogExportFailed | job_failed > 1 0 | 36m | Export of commercials for 11:00 ended with 'duplicate key value violates unique constraint "spot_slot_pk"'. | where it begins: the playout waits for this file
Q - | critical | streams | ListenersDropped | icecast_listeners < 21400 25000 | 38m | The live quiz of the morning show ended at 10:20; bitrate, errors and reconnects as usual. | the quiz is over
Q - | warning | podcast | FeedValidation | feed_warnings > 4 0 | 20h | Four episodes lack an image. | housekeeping
Q - | warning | studio-3 | SilenceDetector | audio_level_dbfs < -61 -50 | 64m-62m x6 | Studio 3 is not on air. | nobody listens to it
Q - | critical | encoder-7 | EncoderTemperature | temp_c > 71.2 70 | 88m-83m x31 | 71.2 degrees, 68 five minutes later. | around its limit
Q - | critical | encoder-7 | EncoderTemperature | temp_c > 70.4 70 | 29m-26m x32 | 70.4 degrees. | around its limit
Q - | warning | metadata | NowPlayingStale | nowplaying_age_s > 190 180 | 55m-53m x9 | Long piece in the classical programme. | as it should be
Q - | critical | app-api | AppApiDown | up < 0 1 | 2h env=beta | The beta is moved to another cluster today. | not production
Q - | info | archive | TapeLibraryCleaning | cleaning_cycles_left < 3 5 | 2d | Cartridge ordered. | in hand
`,
  // customs declarations: an open incident with three parts, a fourth that only looks like one, and a quiet loss
  forwarder: `
I auth | IM-60417 | customs-link | Investigating | 95m | Customs link response time | Customs authority answers slowly since their release tonight, they work on it
D auth | P2 | customs-link | Customs link response time | http.client.p95_s > 41 10 | 91m x6 | 41 s, limit 10 s. | known, being worked on
D auth | P1 | declarations | Declarations pending longer than 30 min | declarations.pending_30m > 512 50 | 63m | Waiting for an answer of the authority over customs-link. | what the open incident does
D auth | P2 | customs-link | Customs link response time | http.client.p95_s > 47 10 | 16m x7 | 47 s, limit 10 s. | known, being worked on
T - | P4 | customs-link | Guarantee balance | guarantee.balance_share < 0.06 0.15 | 2h hist=20m:0.31,0.27,0.22,0.18,0.14,0.1,0.06 | Releases of finished transits have not been booked since 02:50; at 0 no declaration is accepted. | on the same service, but another problem
T - | P3 | edi-in | Interchanges rejected | edi.rejected_share > 0.27 0.03 | 54m | UNB sender "5790001" unknown: partner table has 0 rows of 214 since the import of 04:10. | a customer's messages are refused
Q - | P1 | track-web | Track web: one bad minute | http.5xx_share > 0.06 0.05 | 71m-70m | 6% for a minute. | short and over
Q - | P3 | rates | Rates cache misses | cache.miss_share > 0.34 0.3 | 33m-28m x26 | 34%. | comes and goes
Q - | P3 | rates | Rates cache misses | cache.miss_share > 0.31 0.3 | 14m-11m x27 | 31%. | comes and goes
Q - | P2 | warehouse-ui | Warehouse UI unavailable | up < 0 1 | 47m-22m | CHG-8829 04:15-05:00: new load balancer, announced to all sites. | planned and announced
Q - | P1 | edi-in | EDI in: all partners silent | edi.messages_per_hour < 0 10 | 5h env=acc | Nobody sends to the acceptance system at night. | not production
Q - | P4 | archive | Storage bill | cost.month_eur > 1280 1200 | 2d | 7% above plan. | money
`,
  // charging points: one maker's boxes can not authorise; meters stop without a sound; around it the street
  charging: `
D ocpp | P1 | driver-app | Start of charging fails | session.start_failed_pct > 34 8 | 38m | 34% of attempts from the app time out. | what drivers see of it
T ocpp | P3 | ocpp-gateway | Websocket upgrades refused | ws.upgrade_refused_per_min > 870 50 | 35m | 400 Bad Request for boxes with firmware 1.5.x: subprotocol "ocpp1.5" is not offered any more. | where it begins
D ocpp | P2 | stations | Stations offline | stations.offline > 2950 300 | 31m | 2,950 of 9,100, all of one maker. | they can not connect to ocpp-gateway
T - | P5 | billing | Meter values missing | cdr.without_meter_pct > 12 1 | 7h hist=1h:0.4,1.9,3.8,6.1,8.2,10.3,12 | Sessions without meter values are billed with 0 kWh. | money is lost, a little more each hour
Q - | P2 | stations | Station offline | stations.offline_site > 4 2 | 3h | Site 'Messe Nord': power is off for works on the grid until 06:30, operator informed. | announced
Q - | P3 | roaming | Partner token import late | import.age_min > 75 60 | 96m-84m x4 | Partner delivered late. | arrived
Q - | P2 | load-manager | Peak load at 93% of contract | grid.load_share > 0.93 0.9 | 41m | Charging is throttled to stay below the contract, as it is built to. | as it should be
Q - | P1 | ocpp-gateway | [SIM] 500 boxes disconnected | ws.disconnects > 500 100 | 27m env=simulator | Run 88 of the simulator. | a simulator
Q - | P3 | driver-app | Map tiles slow | http.p95_ms > 930 900 | 22m-18m x44 | 930 ms. | flaps
Q - | P3 | driver-app | Map tiles slow | http.p95_ms > 915 900 | 9m-6m x45 | 915 ms. | flaps
Q - | P4 | marketing-site | Domain charge-more.example expires | domain.days_left < 12 30 | 2d | Campaign of last year, not to be renewed (decision of marketing, 3 March). | given up on purpose
Q - | P2 | support-desk | Abandoned calls | calls.abandoned_pct > 11 10 | 17m-7m | One colleague was late from the break. | over
`,
};
