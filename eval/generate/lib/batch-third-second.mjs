/** Tables of the third set of batches, second half; `batch-tables.mjs` tells how to read a line. */
export const secondTables = {
  // nothing technical is red: customers are charged twice, and one country can not pay at all
  streaming: `
T dbl | LOW | billing | Refund requests per hour | refunds.per_hour > 640 40 | 58m hist=10m:22,70,180,310,430,540,640 | Support reports customers who were charged twice this morning; paylink shows two captures for 5,200 invoices with the same number. | money is taken twice
T - | MEDIUM | subscriptions | New subscriptions Poland | signups.per_hour < 1 25 | 2h | 1 new subscription per hour in Poland, usual for this hour 60; other countries normal, all health checks green. | a whole country can not subscribe
D dbl | HIGH | billing | Refund requests per hour (repeat) | refunds.per_hour > 655 40 | 12m x2 | Still open: refund requests per hour 655. | the monitor repeats itself
Q - | CRITICAL | playback | Playback starts down 18% week over week | playback.starts_wow < -0.18 -0.15 | 90m | Last week was the cup final; compared with ordinary weeks starts are 2% up, failures 0.1%. | the comparison is odd, not the day
Q - | HIGH | catalog | Apdex anomaly (baseline) | apdex.deviation > 3.1 3 | 26m-20m x37 | Outside of the band for some minutes. | flaps
Q - | HIGH | churn-model | Training job failed | job.failed > 1 0 | 5h-4h | Spot instance reclaimed, second attempt finished. | worked at the next attempt
Q - | MEDIUM | drm | Licence server certificate 75 days | cert.days_left < 75 90 | 2d | Ordered, to be put in place six weeks before the end. | far off, in hand
Q - | LOW | trailer-cutter | Egress cost | cost.egress_usd > 1130 1100 | 8h x3 | 3% above plan. | money
Q - | CRITICAL | web-player | Synthetic sign-up (load-test account) | synthetics.failed > 1 0 | 33m env=loadtest x11 | The account of the load test is locked since the test of last week. | a test's own account
`,
  // everything works, several things will not for long; next to them things that only look so
  greenhouse: `
T - | info | timescale | Transaction id age | pg_txid_age_millions > 1925 1500 | 3d hist=1d:1480,1555,1630,1700,1775,1850,1925 | Autovacuum of readings_2026 is cancelled again and again; 1.92 of 2.1 billion, the database stops accepting writes at the end. | two days left
T - | warning | mqtt-broker | Client certificates of gateways | devices_cert_days_left < 4 30 | 8d hist=1d:9,8,7,6,5,4 | 1,380 gateways carry a certificate that ends in 4 days; over-the-air renewal has reached 11 of them. | the greenhouses go dark in four days
T - | info | valve-control | Inodes of /var/spool | node_inodes_used_ratio > 0.93 0.9 | 64m hist=30m:0.71,0.75,0.78,0.82,0.86,0.89,0.93 | One file for each command is left behind; at this pace there is none left in an hour. | no inode left in an hour or so
Q - | critical | telemetry | Disk usage telemetry | node_disk_used_ratio > 0.83 0.8 | 12d hist=1d:0.82,0.83,0.82,0.83,0.83,0.82,0.83 | Retention deletes as much as comes in, 82 to 83% for months. | level
Q - | warning | climate | Goroutines | go_goroutines > 5100 5000 | 40m hist=10m:5900,5700,5600,5400,5200,5100 | Falls back to the usual 800 after the reconnect of all gateways. | shrinks
Q - | warning | harvest | Memory working set | container_memory_ratio > 0.81 0.8 | 10h hist=2h:0.8,0.81,0.8,0.81,0.81 | Cache filled up to its configured size, as after each start. | a cache at its size
Q - | critical | season-report | Job failed | kube_job_failed > 1 0 | 7h-6h | Out of memory at the first attempt, finished with the larger class. | worked at the next attempt
Q - | warning | grower-console | Latency | http_p95_ms > 812 800 | 17m-13m x41 | 812 ms for four minutes. | flaps
Q - | info | photo-archive | Object count forecast | objects_forecast_ratio > 1.1 1 | 4d | Quota of objects reached in 14 months at this growth. | in more than a year
`,
  // in Spanish: the card terminal's provider is down on the first day of the sales
  tienda: `
T tpv | media | tpv-virtual | TPV virtual: respuestas 503 | pagos.tpv_error_pct > 88 5 | 28m | El 88% de las autorizaciones termina en 503 Service Unavailable del proveedor. | donde empieza
D tpv | alta | pagos | Pagos rechazados | pagos.rechazados_pct > 86 10 | 26m | pagos no obtiene autorizaciones del TPV virtual. | espera al TPV
D tpv | critica | tienda-web | Pedidos por minuto | pedidos.por_minuto < 4 60 | 22m | 4 pedidos por minuto, lo habitual a esta hora son 130; los clientes no pueden pagar. | consecuencia del TPV
T - | baja | existencias | Existencias negativas | existencias.articulos_negativos > 276 0 | 70m hist=10m:0,30,71,118,160,204,241,276 | 276 articulos con existencias negativas y subiendo: se vende mercancia que no hay. | se vende lo que no existe
Q - | alta | tienda-web | Visitas por segundo | http.peticiones_s > 2900 1500 | 3h | Rebajas: el doble de visitas previsto en el plan de capacidad; latencia y errores normales. | trafico previsto y sin dano
Q - | alta | catalogo-pdf | Cola de PDF | cola.mensajes > 1200 1000 | 50m hist=10m:5200,4100,3200,2400,1700,1200 | La cola del catalogo nocturno se vacia sola, quedan diez minutos. | se vacia
Q - | media | boletin | Coste del boletin | coste.mes_eur > 930 900 | 2d | Un 3% sobre el presupuesto. | dinero
Q - | critica | almacen-db | almacen-db caida (pruebas) | up < 0 1 | 2h env=pruebas | Base de datos de pruebas detenida durante la copia. | entorno de pruebas
Q - | media | precios | Latencia p95 | http.p95_ms > 405 400 | 21m-18m x36 | Un poco por encima del limite durante tres minutos, como todo el dia. | oscila
Q - | media | informes | Reinicio de informes | contenedor.reinicios_1h > 1 0 | 44m-41m | Reinicio por despliegue, tres de tres replicas listas. | despliegue, terminado
`,
  // names can not be resolved: several services complain at once, a stranger has failed since its release
  brokerage: `
T dns | P3 | coredns | CoreDnsServfail | coredns_servfail_share > 0.58 0.01 | 16m | 58% of the lookups answered SERVFAIL, CoreDNS pods are throttled and restart. | the root of all names
D dns | P1 | orders | OrdersRejected | orders_rejected_share > 0.49 0.02 | 14m | lookup exchange-link.trading.svc.cluster.local: server misbehaving | can not resolve
D dns | P2 | portfolio | PortfolioErrors | http_5xx_share > 0.44 0.05 | 14m | getaddrinfo EAI_AGAIN positions-db.trading.svc.cluster.local | can not resolve
D dns | P2 | quotes | QuotesStale | quotes_age_s > 95 10 | 13m | Temporary failure in name resolution (feed-a.trading.svc.cluster.local) | can not resolve
D dns | P1 | trade-web | TradeWebAvailability | availability_ratio < 0.52 0.99 | 12m | orders, portfolio and quotes all answer errors. | what customers see of it
T - | P4 | tax-report | TaxReportWrongTotals | report_checksum_mismatch > 118 0 | 4h | 118 of 400 certificates of this morning's run show a tax amount that differs from the ledger since release 9.4; they go out by post tonight. | wrong documents, unrelated to names
Q - | P2 | risk-lab | RiskLabQueue | batch_pending > 2200 2000 | 31m x6 | Overnight simulation still working off its list; on time. | a batch
Q - | P3 | newsfeed | NewsfeedLatency | http_p95_ms > 702 700 | 44m-40m x52 | 702 ms. | flaps, and cleared before
Q - | P4 | onboarding-video | CdnBill | cost_month_usd > 2050 2000 | 2d | Slightly above plan. | money
Q - | P1 | exchange-link | ExchangeLinkSession | fix_session_up < 0 1 | 9h-8h | Session down outside of trading hours as every night, logged on again before the opening auction. | its normal night
`,
  // an exercise day; nobody is needed
  rail: `
Q - | P1 | seat-db | GAME DAY: seat-db primary killed | up < 0 1 | 35m-31m | Exercise GD-7 announced for today: primary stopped on purpose, standby took over after 14 s. | an exercise
Q - | P2 | reservations | GAME DAY: reservations latency | http.p95_ms > 2400 800 | 34m-31m | Part of exercise GD-7, back to normal after the take-over. | the exercise's effect
Q - | P1 | planner | planner down | up < 0 1 | 3h x2 env=acceptance | Acceptance environment is rebuilt every day. | not production
Q - | P3 | departures | departures boards offline | boards.offline > 12 10 | 6h | Station Nordhafen is rebuilt, 12 boards were unplugged by the contractor (CHG-5517). | planned, announced
Q - | P3 | timetable | timetable import warnings | import.warnings > 57 50 | 5h-4h | 57 warnings about missing platform names, import complete. | complete
Q - | P4 | fares | fares coverage dropped | ci.coverage_ratio < 0.79 0.8 | 22h | Coverage of the main branch 79%. | a build's number
Q - | P2 | survey | survey mailbox full | mailbox.used_ratio > 0.96 0.95 | 3d | Answers of the finished survey are archived on Friday, the form is closed. | nobody uses it any more
Q - | P3 | fares | fares p99 | http.p99_ms > 1010 1000 | 15m-12m x62 | Around the limit. | flaps
Q - | P2 | delay-stats | Reserved instances expire | billing.ri_days_left < 20 30 | 4d | Discount ends in 20 days; instances keep running. | money only
`,
  // colours lie in both directions; a region fails, and letters of cancelled contracts go out
  insurance: `
T net | Sev3 | photo-store | photo-store availability | Availability < 31 99 | 33m | 69% of the requests to the storage account fail with ServerBusy; the provider's status page reports storage trouble in France Central. | where it begins
D net | Sev1 | claims | claims uploads failing | Http5xxShare > 61 5 | 30m | Uploads of photographs end in 500 because photo-store is busy. | waits for photo-store
D net | Sev0 | broker-portal | broker-portal dependency failures | DependencyFailures > 420 50 | 27m | Calls to claims fail. | hangs on claims
T - | Sev4 | letters | Lettres envoyées par heure | LettersPerHour > 9100 800 | 75m | Environ 9 100 lettres de résiliation en une heure, d'habitude 90: des clients dont le contrat est en règle les reçoivent depuis la livraison de ce matin. | customers lose cover on paper, and it goes on
Q - | Sev0 | campaign-site | campaign-site response time | ResponseTime > 1.3 1 | 58m-52m x17 | Page d'accueil un peu lente pendant six minutes, de retour à la normale. | slow for minutes, cleared
Q - | Sev1 | actuarial-export | actuarial-export CPU | CpuPercent > 99 90 | 2h x12 | Calcul trimestriel en cours comme prévu, fin dans une heure. | a batch at work
Q - | Sev1 | policy-db | policy-db DTU (recette) | DtuPercent > 100 90 | 46m env=recette | Tests de charge en recette. | not production
I calc | CHG-INC-208 | premium-calc | mitigating | 65m | premium-calc error share | premium-calc fails for vans since the tariff update; old tariff is being restored
D calc | Sev2 | premium-calc | premium-calc error share | Http5xxShare > 14 5 | 24m x4 | 14% of the calculations fail (vans). | known, being worked on
D calc | Sev2 | policies | policies quotes without premium | QuotesIncomplete > 130 20 | 21m | Offers for vans are stored without premium, premium-calc answers 500. | hangs on the known trouble
Q - | Sev1 | claims-db | Backup storage redundancy advisory | AdvisorScore < 71 80 | 6d x3 | Recommendation of the advisor: switch to zone-redundant storage. | advice
`,
};
