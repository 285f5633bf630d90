/** Tables of the fourth set of batches, second half; `batch-tables.mjs` tells how to read a line. */
export const secondTables = {
  // a warehouse of robots: the floor map service lost its lease; a queue that nobody owns
  fulfilment: `
T lease | P3 | fleet-map | fleet-map leader changes | fleet_map.leader_changes > 46 3 | 22m | Two instances take the lease from each other every 15 s, positions are written by both. | where it begins
D lease | P1 | robots | Robots in safety stop | robots.safety_stop > 118 10 | 20m | Reason code 31: position not plausible. | they stop because of fleet-map
D lease | P2 | picking | Picks per hour | picks.per_hour < 340 2100 | 9m | 340, target 2600. | no robot, no pick
D lease | P2 | wave-planner | Waves late | waves.late > 7 2 | 6m | robots report no free capacity. | waits for the robots
T - | P4 | label-bridge | Dead letters carrier labels | dlq.depth > 970 0 | 11h hist=2h:0,110,260,450,640,800,970 | Parcels of carrier C leave without a customs form ("hs_code must have 6 digits"). | a backlog that grows unseen
Q - | P2 | conveyor-plc | PLC scan time | plc.scan_ms > 21 20 | 49m-46m x52 | 21 ms. | around its limit
Q - | P3 | dock-doors | Door 14 open too long | door.open_min > 12 10 | 25m-21m | A long lorry. | over
Q - | P1 | fleet-map | fleet-map unreachable | up < 0 1 | 70m env=digital-twin | The twin is rebuilt each Tuesday. | not the real warehouse
Q - | P3 | inventory-sync | inventory-sync duration | job.duration_min > 33 30 | 2h-87m x2 | Finished, no difference. | done, a little late
Q - | P2 | wifi | Access point AP-77 rebooted | ap.reboots > 1 0 | 3h-178m | Power over ethernet switch was replaced. | explained and over
Q - | P4 | cost-watch | Daily spend anomaly | cost.day_usd > 610 560 | 8h | Backfill of the data team, announced. | money
`,
  // in Italian: a publisher. readers with a subscription are shown the wall; the print plates are late
  giornale: `
D sso | Alta | app-lettori | Segnalazioni degli abbonati | assistenza.contatti_ora > 212 25 | 34m | "sono abbonato ma non posso leggere" | conseguenza del paywall
T sso | Media | abbonamenti | Diritti vuoti | diritti.vuoti_pct > 71 2 | 36m | Il 71% delle risposte non contiene diritti; cache diritti-redis svuotata alle 6:12, il caricamento iniziale termina con "MOVED 8123". | la radice
D sso | Alta | paywall | Muro mostrato agli abbonati | paywall.muro_abbonati_pct > 69 3 | 35m | Diritti non trovati in abbonamenti. | aspetta abbonamenti
T - | Informazione | lastre | Lastre supplemento Nord | lastre.pronte < 9 48 | 21m | 9 di 48 lastre; la rotativa parte alle 7:30, il RIP 2 non risponde piu dopo l'aggiornamento dei font. | il supplemento non esce
Q - | Alta | sito | Tempo di risposta | http.p95_ms > 910 900 | 43m-39m x22 | 910 ms. | oscilla
Q - | Alta | sito | Tempo di risposta | http.p95_ms > 925 900 | 15m-12m x23 | 925 ms. | oscilla
Q - | Disastro | sito | Sito non raggiungibile | http.stato < 0 1 | 4h env=collaudo | Collaudo fermo per il trasloco. | ambiente di collaudo
Q - | Media | video | Coda di transcodifica | coda.lavori > 64 50 | 55m hist=10m:210,170,130,101,80,64 | Arretrato della notte, si svuota. | si svuota
Q - | Media | commenti | Spam bloccato | spam.bloccati_ora > 5200 3000 | 3h | Bloccati dal filtro, nessuno pubblicato. | fermato
Q - | Bassa | pubblicita | Ricavo per mille | adv.rpm < 1.8 2 | 9h | Come ogni mercoledi. | chiacchiera commerciale
Q - | Alta | archivio | Disco archivio | fs.usato_pct > 84 80 | 20d hist=1d:84,84,84,84,84,84 | 84% da settimane, volume in sola lettura. | non cresce
`,
  // a lottery before the draw: what security tools say, one of them is true
  lottery: `
T - | low | draw-admin | Role granted outside of change window | audit.role_grants > 1 0 | 43m | svc-monitor was granted DRAW_OFFICER by svc-monitor; session from 10.40.3.18 (kiosk network). | nobody may give himself the draw
T tx | medium | tickets | Tickets without serial | tickets.without_serial > 412 0 | 26m | 412 tickets were sold since 09:54 whose serial is NULL; sales for today's draw close at 11:00. | sold, and not in the draw
D tx | high | retail-pos | Printed tickets unreadable | pos.unreadable_barcodes > 260 20 | 19m | Terminals print an empty barcode (tickets.serial missing). | what the shops see of it
Q - | critical | web | Credential stuffing | auth.failed_logins > 83000 5000 | 2h-48m x3 | 83,000 attempts from 4,100 addresses challenged; 0 accounts entered. | stopped
Q - | critical | web | SQLi signature | waf.sqli_hits > 640 100 | 71m | action=block for all of them, origin 0. | stopped
Q - | high | payout | Large payout approved | payout.amount_eur > 250000 100000 | 5h | Four-eyes check by m.orr and d.falk, winner of draw 2231. | as it should be
Q - | high | jump-host | Login at unusual time | auth.unusual_hour > 1 0 | 9h-8h | On-call engineer p.lund, CHG-3310. | explained
Q - | medium | scanner | 17 outdated packages in image results-feed | scan.findings > 17 0 | 14h | Rebuild with the base image on Thursday. | a finding, not an attack
Q - | high | mail-gw | Phishing wave | mail.phish_blocked > 1900 200 | 3h | 1,900 mails rejected at the gateway, 2 reported by staff, no click. | stopped
Q - | critical | draw-admin | Privilege escalation detected | edr.detections > 1 0 | 6h env=pentest | Red team exercise RT-12, lab network. | an exercise
Q - | medium | results-feed | p99 | http.p99_ms > 611 600 | 14m-11m x27 | 611 ms. | flaps
Q - | medium | dns-guard | New domain queried | dns.new_domains > 52 50 | 66m-51m x12 | Update servers of a browser. | chatter
`,
  // in Portuguese: a water supplier. a reservoir's level falls while its sensor is believed to be broken
  agua: `
T - | warning | reservatorio-serra | Nivel do reservatorio | nivel_pct < 38 40 | 65m hist=30m:71,66,60,55,49,44,38 | Bomba 2 e 3 paradas, valvula de entrada fechada; consumo normal. | a cidade fica sem agua esta noite
T hist | info | historiador | Escrita no historiador | amostras_por_s < 310 4000 | 5h | 310 amostras por segundo, o normal sao 5200; tabela amostras sem particao para esta semana. | onde comeca
D hist | critical | painel-scada | Graficos sem dados | paineis_sem_dados > 64 10 | 4h | Consulta ao historiador devolve vazio depois das 14:50. | depende do historiador
D hist | warning | previsao-demanda | Entrada desatualizada | entrada_idade_min > 280 60 | 3h | Sem amostras novas do historiador. | depende do historiador
Q - | critical | etar-norte | Turbidez | turbidez_ntu > 4.1 4 | 84m-80m x36 | Limpeza de filtros, volta ao normal depois de minutos. | oscila
Q - | critical | etar-norte | Turbidez | turbidez_ntu > 4.2 4 | 33m-30m x37 | Limpeza de filtros. | oscila
Q - | warning | telemetria | Modems sem sinal | modems_offline > 6 5 | 47m-41m x14 | 6 de 812. | oscila
Q - | critical | bombagem-7 | Estacao sem comunicacao | comunicacao < 0 1 | 3h-2h | Intervencao programada OT-5521 das 17 as 19 horas. | programada
Q - | warning | faturacao | Custo da nuvem | custo_mes_eur > 4120 4000 | 30h | 3% acima do plano. | dinheiro
Q - | critical | painel-scada | Painel indisponivel | up < 0 1 | 6h env=homologacao | Ambiente de homologacao. | nao e producao
Q - | info | laboratorio | Relatorio semanal atrasado | atraso_min > 40 30 | 8h-7h | Enviado. | entregue
`,
  // an ordinary working day of a seller of crm software; nobody is needed
  crm: `
Q - | CRITICAL | api | Error percentage | error.pct > 2.3 2 | 77m-74m | Deployment 4.118 was rolled back by the pipeline after two minutes. | the platform dealt with it
Q - | HIGH | api | Response time | web.p95_ms > 640 600 | 52m-47m x33 | 640 ms. | flaps
Q - | HIGH | api | Response time | web.p95_ms > 615 600 | 20m-17m x34 | 615 ms. | flaps
Q - | CRITICAL | contacts | Slow queries | db.slow_queries > 41 40 | 36m-31m x8 | One tenant exports everything; others are not affected. | one export
Q - | HIGH | mail-sync | Provider answers 429 | sync.rate_limited > 210 200 | 2h-95m | Google's limit per user, sync continues with a pause. | as it should be
Q - | MEDIUM | search | Replica unassigned | es.unassigned_replicas > 2 0 | 58m-44m | Node replaced by the operator; primaries were never missing. | dealt with by the platform
Q - | CRITICAL | web | Synthetic "create deal" | synthetics.failed > 1 0 | 3h env=canary-tenant | Password of the canary user is changed today by IT. | the check's own account
Q - | LOW | web | Cumulative layout shift | vitals.cls > 0.12 0.1 | 26h | 0.12 on the pricing page. | looks
Q - | HIGH | jobs | Nightly dedupe long | job.duration_min > 96 90 | 9h-8h | 96 min, complete. | done, a little late
Q - | MEDIUM | licences | Seats 96% used | seats.used_pct > 96 95 | 3d | Of the design tool; new ones come with the next quarter. | housekeeping
Q - | CRITICAL | webhooks | Deliveries to one endpoint fail | webhook.failed_endpoint > 100 50 | 6h | https://hooks.customer-441.example answers 410 Gone, will be disabled after 24 h and the customer has a mail. | the customer's own end
`,
  // a hoster: one slow disk holds up a storage pool and with it machines of many customers
  hoster: `
D osd | CRITICAL | vm-host-11 | IO wait | cpu.iowait_pct > 64 20 | 27m | iowait 64% | hangs on ceph-pool-ssd
D osd | CRITICAL | vm-host-14 | IO wait | cpu.iowait_pct > 71 20 | 26m | iowait 71% | hangs on ceph-pool-ssd
D osd | CRITICAL | vm-host-17 | IO wait | cpu.iowait_pct > 58 20 | 26m | iowait 58% | hangs on ceph-pool-ssd
T osd | WARNING | ceph-pool-ssd | Slow ops | ceph.slow_ops > 1840 10 | 25m | osd.47 has slow ops, oldest blocked for 1480 s; its disk reports media errors, the daemon is still up and in. | where it begins
D osd | CRITICAL | webmail | Webmail login time | http.login_s > 24 5 | 19m | maildir on vm-host-14 | hangs on its host
D osd | CRITICAL | shared-db-3 | Threads running | mysql.threads_running > 400 100 | 18m | waits for fsync | hangs on the pool
T - | INFO | backup-2 | Backups not taken | backup.vms_without > 61 5 | 9h hist=1d:2,2,9,21,38,61 | Machines without a backup younger than three days. | less is backed up every night
Q - | WARNING | vm-host-03 | Memory | mem.used_pct > 91 90 | 5h-4h x5 | A customer's machine was moved away by the balancer. | dealt with by the platform
Q - | CRITICAL | ns2 | DNS query time | dns.query_ms > 52 50 | 31m-29m x40 | 52 ms | flaps
Q - | CRITICAL | ns2 | DNS query time | dns.query_ms > 51 50 | 11m-9m x41 | 51 ms | flaps
Q - | CRITICAL | cust-8812-web | HTTP 503 | http.status_ok < 0 1 | 2h | Customer switched his site to maintenance in the panel. | the customer's own wish
Q - | WARNING | abuse | Outgoing spam account suspended | spam.accounts_suspended > 3 0 | 4h | Suspended automatically, customers informed. | dealt with
Q - | CRITICAL | vm-host-lab | Host down | host.up < 0 1 | 16h env=lab | Memory test is running. | a laboratory
Q - | WARNING | panel | Apt updates | apt.pending > 14 10 | 30h | 14 updates, Thursday is patch day. | housekeeping
`,
};
