/**
 * What alerts say in German, Spanish, French, Portuguese, Italian, Dutch and (in some words) Polish,
 * Japanese and Chinese, said in English: the rules of triage are written once. It is no translation;
 * each entry turns the words of a topic into the English words that the rules know.
 */

type Entry = readonly [foreign: RegExp, english: string];

/** Matched anywhere at the beginning of a word: stems, longest topics first. */
const CONTENT: readonly Entry[] = [
  // what is measured or runs
  [/zertifikat\w*|certificad\w+|certificats?|certificat[oi]|certyfikat\w*/giu, 'certificate'],
  [/festplatten?\w*|disco duro|disques?(?: durs?)?|schijf(?:ruimte)?|dysk\w*/giu, 'disk'],
  [
    /speicherplatz\w*|espacio en disco|espace disque|espaço em disco|spazio su disco/giu,
    'disk space',
  ],
  [
    /arbeitsspeicher\w*|speicher(?:auslastung|verbrauch)|memorias?|mémoire|memória|geheugen\w*/giu,
    'memory',
  ],
  [
    /warteschlange\w*|rückstau|colas? de|files? d['’]attente|fila de|coda di|wachtrij\w*|kolejk\w+/giu,
    'queue ',
  ],
  [
    /antwortzeit\w*|tiempos? de respuesta|temps de réponse|tempo de resposta|tempo di risposta|latenz\w*|latenci\w+|latência|latenza|responstijd/giu,
    'latency',
  ],
  [
    /fehler(?:rate|quote)\w*|tasa de error\w*|taux d['’]erreurs?|taxa de erros?|tasso di errore|foutpercentage/giu,
    'error rate',
  ],
  [
    /datensicherung\w*|sicherung\w*|copias? de seguridad|respaldos?|sauvegardes?|cópias? de segurança|salvatagg\w+|kopia zapasowa/giu,
    'backup',
  ],
  [
    /datenbank\w*|bases? de datos|bases? de données|bancos? de dados|databanken?|baz[ay] danych/giu,
    'database',
  ],
  [/dienst(?:e|es)?\b|servicios?|serviços?|servizi[o]?/giu, 'service'],
  [
    /verbindung\w*|conexion(?:es)?|conexión|connexions?|conex(?:ão|ões)|connession[ei]|verbinding\w*/giu,
    'connection',
  ],
  [/replikation\w*|replicación|réplication|replicação|replica(?:zione|tie)/giu, 'replication'],
  // what people do with it
  [
    /zahlungen\b|zahlung\w*|bezahl\w+|pagamentos?|pagament[oi]|pagos?\b|paiements?|betaling\w*|płatnoś\w+/giu,
    'payments',
  ],
  [
    /bestellung\w*|pedidos?|commandes?|encomendas?|ordini|ordine|bestelling\w*|zamówie\w+/giu,
    'orders',
  ],
  [
    /anmeldung\w*|inicios? de sesión|connexion utilisateur|inícios? de sessão|accessi?\b utente|inloggen|logowani\w+/giu,
    'logins',
  ],
  [
    /kasse\b|kassen?(?:system|vorgang)\w*|caja\b|caisse\b|carrello|panier|warenkorb|carrito|carrinho/giu,
    'checkout',
  ],
  [
    /kund(?:e|en|innen)\b|clientes?\b|clienti?\b|klant(?:en)?\b|klien(?:t|ci|tów)\b/giu,
    'customers',
  ],
  [
    /nutzer(?:innen)?\b|benutzer\w*|usuari[oa]s?|utilisateurs?|utilizadores?|utenti|gebruikers?|użytkowni\w+/giu,
    'users',
  ],
  [/rechnung(?:en)?\b|facturas?|factures?|faturas?|fattur[ae]|facturen/giu, 'invoices'],
  [/nachricht(?:en)?\b|mensaj(?:es?)\b|mensagens?|messagg[io]+|berichten/giu, 'messages'],
  [/datensätze|datensatz|registros|enregistrements/giu, 'records'],
  [
    /notrufe?\w*|llamadas? de emergencia|appels? d['’]urgence|chamadas? de emergência|chiamate di emergenza|noodoproep\w*/giu,
    'emergency calls',
  ],
  [/patient(?:en|innen)|pacientes|pazienti/giu, 'patients'],
  // what happens to it
  [
    /schl(?:agen|ägt|ug) fehl|fehl(?:ge)?schlag\w*|fehlgeschlagen|gescheitert|fallos?|fall(?:an|ó|aron|ido|a|ando)\b|échou\w+|échec|en échec|falh(?:ou|am|a|ando|aram)\b|fallit[oaie]|mislukt|nie powiod\w+/giu,
    'failed',
  ],
  [
    /abgelehnt\w*|abgewiesen\w*|rechazad\w+|refusée?s?|rejetée?s?|rejeitad\w+|recusad\w+|rifiutat\w+|geweigerd|afgewezen/giu,
    'rejected',
  ],
  [
    /zeitüberschreitung\w*|tiempo de espera agotado|délai (?:d['’]attente )?dépassé|tempo (?:limite )?(?:esgotado|scaduto)/giu,
    'timeout',
  ],
  [/fehler\b|errores\b|erreurs?|erros\b|errori|fouten|błę?d\w*/giu, 'errors'],
  [
    /ausgefallen|ausfall\w*|caíd[oa] total|panne\b|fora do ar|hors service|fuori servizio|awaria/giu,
    'down outage',
  ],
  [
    /nicht (?:erreichbar|verfügbar)|no (?:disponible|responde)|indisponible|injoignable|indisponível|non (?:disponibile|raggiungibile)|onbereikbaar|niedostępn\w+/giu,
    'unavailable',
  ],
  [
    /caíd[oa]s?|cayeron|han caído|einbruch|eingebrochen|chute|queda|calo\b|crollat\w+|gedaald/giu,
    'dropped',
  ],
  [
    /datenverlust|pérdida de datos|perte de données|perda de dados|perdita di dati|gegevensverlies/giu,
    'data loss',
  ],
  [
    /verloren\w*|verworfen\w*|perdid[oa]s?|descartad[oa]s?|perdue?s?|supprimée?s?|pers[ei]\b|scartat\w+/giu,
    'lost discarded',
  ],
  [/doppelt\w*|duplicad[oa]s?|en double|in doppio|dubbel\w*/giu, 'duplicate'],
  [/beschädigt\w*|corrupt[oa]s?|corromp\w+|beschadigd/giu, 'corrupt'],
  [
    /läuft in|caduca en|expira(?:rá)? (?:en|em)|expire dans|scade (?:tra|fra)|verloopt over/giu,
    'expires in',
  ],
  [/läuft ab|abgelaufen|caducad[oa]s?|vencid[oa]s?|expirée?s?|scadut[oaie]|verlopen/giu, 'expired'],
  [/fast voll|casi lleno|presque plein|quase cheio|quasi pieno|bijna vol/giu, 'almost full'],
  [/voll\b|llen[oa]\b|cheio|plein\b|pieno/giu, 'full'],
  [
    /hängt\b|steht still|atascad[oa]s?|bloquée?s?|bloquead[oa]s?|bloccat[oaie]|vastgelopen|parad[oa]s?/giu,
    'stuck',
  ],
  [
    /wächst|steigt\w*|steigend|nimmt zu|crece\w*|aumenta(?:ndo)?|en aumento|augmente\w*|croissant|sobe\b|cresce\w*|in aumento|stijgt|groeit|rośnie/giu,
    'growing',
  ],
  [/langsam\w*|lent[oae]s?\b|traag|wolno/giu, 'slow'],
  [/hoch\b|hohe[rsn]?\b|alt[oa]\b|élevée?|elevad[oa]|hoog\b/giu, 'high'],
  [/neustart\w*|neu gestartet|reinici\w+|redémarr\w+|riavvi\w+|herstart\w*/giu, 'restart'],
  [
    /(?:wieder )?im normalbereich|wieder (?:normal|ok|da|erreichbar)|vuelve a la normalidad|de nuevo normal|retour à la normale|rétabli\w*|voltou ao normal|normalizad[oa]|tornat[oa] (?:alla normalità|normale)|rientrat[oaie]|weer normaal|hersteld\w*/giu,
    'back to normal',
  ],
  [
    /behoben\w*|gelöst\w*|geloest|erledigt|wiederhergestellt|resuelt[oa]s?|recuperad[oa]s?|résolue?s?|resolvid[oa]s?|risolt[oaie]|ripristinat[oaie]|opgelost|rozwiąz\w+/giu,
    'resolved',
  ],
  [
    /verdächtig\w*|sospechos[oa]s?|suspecte?s?\b|suspeit[oa]s?|sospett[oaie]|verdacht\w*/giu,
    'suspicious',
  ],
  [
    /unbekannt\w*|desconocid[oa]s?|inconnue?s?|desconhecid[oa]s?|sconosciut[oaie]|onbekend\w*/giu,
    'unknown',
  ],
  [
    /geleakt\w*|durchgesickert|filtrad[oa]s?|fuite de|fuitée?s?|vazad[oa]s?|vazamento|trapelat[oaie]|gelekt/giu,
    'leaked',
  ],
  [
    /schlüssel\b|clave de (?:api|acceso)|clés? (?:d['’])?(?:api|accès)|chave de (?:api|acesso)|chiave (?:api|di accesso)|sleutel/giu,
    'key',
  ],
  [/passwört?er\b|passwort|contraseñas?|mots? de passe|senhas?/giu, 'password'],
  [/eingedrungen|angriff\w*|ataques?|attaques?|attacc(?:o|hi)|aanval\w*/giu, 'attack intrusion'],
  // what needs nobody
  [
    /monatsbudget|kosten\w*|ausgaben|presupuesto|costes?\b|costos?\b|gastos?\b|dépenses?|coûts?|orçamento|custos?\b|despesas?|spes[ae]\b|costi\b|begroting|uitgaven|wydatki|koszt\w*/giu,
    'budget cost ',
  ],
  [
    /kleinigkeit|keine (?:auswirkung\w*|kunden betroffen)|sin impacto|sans impact|sem impacto|senza impatto|geen impact/giu,
    'no impact',
  ],
  [/übung\w*|simulacro|exercice\b|simulado\b|esercitazione|oefening/giu, 'exercise drill'],
  [
    /testalarm\w*|test(?:benachrichtigung|meldung|seite)|alerta de (?:prueba|teste)|alerte de test|avviso di prova|testmelding/giu,
    'test alert',
  ],
  [
    /bitte ignorieren|por favor ignorar?|merci d['’]ignorer|favor ignorar|si prega di ignorare|graag negeren/giu,
    'please ignore',
  ],
  [
    /testsystem\w*|testumgebung\w*|testserver|entorno de pruebas?|ambiente de (?:testes?|homologação)|environnement de (?:test|recette)|ambiente di (?:test|collaudo)|testomgeving|środowisk\w+ testow\w+/giu,
    'test environment',
  ],
  [
    /vorproduktion\w*|preproducc?i[oó]n|pré-?production|preprod|pré-?produção|pre-?produzione|homologação|recette\b|abnahme(?:umgebung)?|acceptatie(?:omgeving)?/giu,
    'staging environment',
  ],
  [
    /entwicklungs?(?:umgebung|system|rechner)\w*|entorno de desarrollo|environnement de développement|ambiente de desenvolvimento|ambiente di sviluppo|ontwikkelomgeving/giu,
    'dev environment',
  ],
  [
    /(?:geplante\w* )?wartung(?:sarbeiten|sfenster)?|mantenimiento(?: programado)?|maintenance programmée|manutenção(?: programada)?|manutenzione(?: programmata)?|onderhoud/giu,
    'scheduled maintenance',
  ],
  [
    /erfolgreich(?: abgeschlossen)?|completad[oa] con éxito|terminée? avec succès|concluíd[oa] com sucesso|completat[oa] con successo|geslaagd/giu,
    'completed successfully',
  ],
  [
    /wie (?:erwartet|geplant|vorgesehen)|planmä(?:ß|ss)ig\w*|comme (?:prévu|attendu)|(?:pics?|charge|hausse) attendue?s?|como (?:estaba )?(?:previsto|planeado|esperado|planejado)|según lo (?:previsto|planeado)|(?:pico|carga) (?:esperad[oa]|previst[oa])|come (?:previsto|pianificato)|picco (?:previsto|atteso)|zoals (?:verwacht|gepland)|erwartete[rns]? (?:spitze|last|anstieg)|zgodnie z planem/giu,
    'as expected',
  ],
  [
    /réussie?s?|exitos[oa]s?|con éxito|bem-sucedid[oa]s?|com sucesso|riuscit[oaie]|con successo|abgeschlossen|terminée?s?|zakończon[oaye]+ pomyślnie/giu,
    'completed successfully',
  ],
  [
    /(?:ab|aus)geschaltet\w*|apagad[oa]s?|éteinte?s?|desligad[oa]s?|spent[oaie]\b|uitgeschakeld/giu,
    'switched off',
  ],
  [/drucker\w*|impresoras?|imprimantes?|impressoras?|stampant[ei]/giu, 'printer'],
  [
    /lasttests?|belastungstests?|pruebas? de carga|tests? de (?:charge|carga)|testes? de carga|prov[ae] di carico|belastingstests?/giu,
    'load test',
  ],
  [/angekündigt\w*|anunciad[oa]s?|annoncée?s?|annunciat[oaie]|aangekondigd\w*/giu, 'announced'],
  [
    /unverändert\w*|sin cambios|inchangée?s?|inalterad[oa]s?|invariat[oaie]|ongewijzigd/giu,
    'unchanged',
  ],
  // how it is counted
  [
    /in folge|seguid[oa]s|consécutiv\w+|consecutiv\w+|di fila|op rij|hintereinander/giu,
    'in a row consecutive',
  ],
  [/障害|停止|ダウン/gu, ' outage down '],
  [/エラー|错误|錯誤/gu, ' errors '],
  [/失敗|失败/gu, ' failed '],
  [/復旧|回復|解消|已恢复|恢复正常/gu, ' resolved '],
  [/遅延|延迟/gu, ' latency '],
  [/決済|支払い?|支付/gu, ' payments '],
  [/注文|订单/gu, ' orders '],
  [/ログイン|登录/gu, ' login '],
  [/ディスク|磁盘/gu, ' disk '],
  [/メモリ|内存/gu, ' memory '],
  [/証明書|证书/gu, ' certificate '],
  [/期限切れ|过期/gu, ' expired '],
  [/バックアップ|备份/gu, ' backup '],
  [/予算|費用|コスト|预算|成本/gu, ' budget cost '],
  [/検証環境|テスト環境|ステージング|测试环境|预发/gu, ' staging environment '],
  [/開発環境|开发环境/gu, ' dev environment '],
  [/訓練|演習|演练/gu, ' exercise drill '],
  [/データ損失|データ消失|数据丢失/gu, ' data loss '],
  [/gestern|ayer|ontem|gisteren|wczoraj/giu, 'yesterday'],
  [/heute|aujourd['’]hui|vandaag/giu, 'today'],
  [
    /üblich\w*|gewöhnlich|lo habitual|habitualmente|d['’]habitude|habituellement|di solito/giu,
    'usual',
  ],
  [/grenz(?:e|wert)|límite|seuil|umbral|soglia/giu, 'limit'],
  [/belegt|occupée?s|ocupad[oa]s|occupat[ie]/giu, 'in use'],
  [/lizenz(?:en)?|licencias?|licenze/giu, 'licences'],
  [
    /(?:aus)?getauscht|ersetzt|remplacée?s?|reemplazad[oa]s?|substituíd[oa]s?|sostituit[oaie]|vervangen/giu,
    'replaced',
  ],
  [/liefer(?:t|n) keine/giu, 'delivers no'],
  [/keine[mnrs]?/giu, 'no'],
];

/** Small words that are English too, or parts of names: read only beside content in another language. */
const LITTLE: readonly Entry[] = [
  [/sind|son|sont|são|sono|zijn/giu, 'are'],
  [/wochen?|semanas?|semaines?|settiman[ae]|weken/giu, 'weeks'],
  [/monat(?:en|e)?|mes(?:es)?|mois|mesi|maanden/giu, 'months'],
  [/zwischen|entre|tra|tussen/giu, 'between'],
  [/stabil|estable|estável|stabile|stabiel/giu, 'stable'],
  [/(?:schon )?seit|desde hace|depuis|há(?= \d)|desde|da(?= \d)|sinds|al(?= \d)/giu, 'since'],
  [/vo[nm]|sur|de|su|di|van|z(?= \d)/giu, 'of'],
  [/minut(?:en|os|i|e|es)|分/giu, 'minutes'],
  [/stunden?|horas?|heures?|ore\b|uren|時間/giu, 'hours'],
  [/tag(?:en|e)?|días?|jours?|dias?|giorn[oi]|dagen/giu, 'days'],
  [/noch|quedan?|restantes?|reste(?:nt)?|faltam|mancano|nog/giu, 'left'],
  [/pro|por|par|al|per/giu, 'per'],
  [/alle|tod[oa]s|tout(?:es)?|tous|tutt[ie]|wszystki\w+/giu, 'all'],
  [/nicht|kein\w*|no se|ne .{1,20} pas|não|non|niet|geen/giu, 'not'],
  [/über(?:schritten)?|por encima de|au-?dessus de|acima de|sopra|boven/giu, 'above'],
  [/unter(?:schritten)?|por debajo de|en dessous de|abaixo de|sotto|onder/giu, 'below'],
  [/jedes mal|cada vez|chaque fois|ogni volta|telkens/giu, 'each time'],
  [/blockiert\w*|bloqueado por|geblokkeerd/giu, 'blocked'],
  [/kritisch\w*/giu, 'critical'],
];

const EDGE = String.raw`(?<![\p{L}\p{N}])`;
const bounded = (entries: readonly Entry[]): readonly Entry[] =>
  entries.map(([foreign, english]) => [
    foreign.flags.includes('i')
      ? new RegExp(`${EDGE}(?:${foreign.source})(?![\\p{L}\\p{N}])`, foreign.flags)
      : foreign,
    english,
  ]);
const TOPICS = bounded(CONTENT);
const WORDS = bounded(LITTLE);

/**
 * The text with what it says in another language said in English; English text stays as it is.
 *
 * @param beside - what stands with it (a title): tells the language of sentences of little words
 */
export function inEnglish(text: string, beside = ''): string {
  const out = withTopics(text);
  if (out === text && withTopics(beside) === beside) return text;
  return withLittleWords(out);
}

function withTopics(text: string): string {
  let out = text;
  for (const [foreign, english] of TOPICS) out = out.replace(foreign, english);
  return out;
}

function withLittleWords(text: string): string {
  let out = text;
  for (const [foreign, english] of WORDS) out = out.replace(foreign, english);
  return out;
}
