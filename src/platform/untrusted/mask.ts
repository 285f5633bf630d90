/**
 * Masks secrets in text from outside: by the proxy before it is cached or leaves, by the ingress in
 * alerts, and once more in whatever is written to other systems.
 *
 * Every pattern starts with a look-behind for its own character class or with a literal word, so
 * that a text is read a bounded number of times whatever is in it (no catastrophic backtracking).
 * What is found by its shape alone is masked wherever it stands; what is only named like a secret
 * (`token = …`) is masked where its value does not read like source code, because diffs are evidence.
 */

export interface Masked {
  readonly text: string;
  readonly count: number;
}

export interface MaskOptions {
  /** Also mask e-mail addresses. @defaultValue false */
  readonly emails?: boolean;
  /** Removes configured secrets; see platform/scrub.ts. */
  readonly scrub?: (text: string) => string;
}

export type Masker = (text: string) => Masked;

/**
 * Each with the literal words one of which must be there for it to match: to look for a word costs a
 * fraction of running a pattern, and most texts hold none.
 */
const KNOWN_SHAPES: readonly (readonly [
  kind: string,
  pattern: RegExp,
  words: readonly string[],
])[] = [
  ['jwt', /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g, ['eyJ']],
  [
    'aws_key',
    /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
    ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'AROA', 'AIDA'],
  ],
  [
    'github_token',
    /(?<![\w-])(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{22,255})/g,
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  ],
  ['gitlab_token', /(?<![\w-])glpat-[\w-]{20,64}/g, ['glpat-']],
  ['slack_token', /(?<![\w-])xox[abeoprs]-[\w-]{10,255}/g, ['xox']],
  [
    'slack_webhook',
    /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9_/-]{20,255}/g,
    ['hooks.slack.com/'],
  ],
  ['google_key', /(?<![\w-])(?:AIza[\w-]{35}|ya29\.[\w-]{20,2048})/g, ['AIza', 'ya29.']],
  [
    'api_key',
    /(?<![\w-])(?:sk|rk|pk)[-_](?:live|test|proj|ant|svcacct|or)[-_][\w-]{16,255}/g,
    ['sk-', 'sk_', 'rk-', 'rk_', 'pk-', 'pk_'],
  ],
  [
    'api_key',
    /(?<![\w-])(?:sk-[A-Za-z0-9]{32,64}|npm_[A-Za-z0-9]{36}|dop_v1_[a-f0-9]{64})/g,
    ['sk-', 'npm_', 'dop_v1_'],
  ],
  ['api_key', /(?<![\w-])SG\.[\w-]{16,64}\.[\w-]{16,128}/g, ['SG.']],
  [
    'azure_devops_pat',
    /(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])/g,
    ['AZDO'],
  ],
  // an older one has no word of its own
  ['azure_devops_pat', /(?<![A-Za-z0-9])[a-z2-7]{52}(?![A-Za-z0-9])/g, ['']],
];

const URL_PASSWORD =
  /(?<![A-Za-z0-9+.-])([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,128}:)([^\s@/]{1,256})@/gi;

const BEARER = /(?<![\w-])(bearer\s{1,4})([\w.~+/=-]{12,})/gi;
const AUTHORIZATION =
  /(authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:(?:basic|bearer|digest|token|negotiate)\s{1,4})?)([^\s"',;]{6,})/gi;

/** After these, letters alone are a credential too. */
const SCHEME = /(?:basic|digest|negotiate|bearer)\s+$/i;

/** Tokens that are no secrets: an assembly's, a cancellation's, a page's, a parser's. */
const PLAIN_TOKEN = 'publickey|cancellation|continuation|page|next|resume|sync|cursor|unexpected';
/** Words that name a secret, in any case, with `_`, `-` or nothing between their parts. */
const SECRET_NAME = [
  'passw(?:or)?d|passwd|pwd|passphrase|secret|credentials?',
  '(?:api|app|application|access|account|private)[_-]?key|shared[_-]?access[_-]?signature',
  `(?<!(?:${PLAIN_TOKEN})[ _-]?)token`,
  '(?<![a-z])sig',
].join('|');
const ASSIGNMENT = new RegExp(
  `((?:${SECRET_NAME})(?:[_-]?(?:id|key|value|access[_-]?key))?\\\\{0,2}["']?)(\\s{0,3}(?:=>|[:=])\\s{0,3})(\\\\{0,2}["'\`]?)([^\\s"'\`,;&)}\\]<>\\\\]{3,4096})`,
  'gi',
);
const SECRET_KEY = new RegExp(
  `(?:^|[^a-z])(?:${SECRET_NAME}|authorization|cookie)$|(?:${SECRET_NAME})$`,
  'i',
);

const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;
const KEY_END = '-----END ';

const mark = (kind: string): string => `[masked:${kind}]`;

export function createMasker({ emails = false, scrub }: MaskOptions = {}): Masker {
  return (input) => {
    let count = 0;
    const masked = (kind: string): string => {
      count += 1;
      return mark(kind);
    };
    let text = maskPrivateKeys(input, masked);
    if (scrub) {
      const scrubbed = scrub(text);
      if (scrubbed !== text) count += 1;
      text = scrubbed;
    }
    for (const [kind, pattern, words] of KNOWN_SHAPES) {
      if (includesAny(text, words)) text = text.replace(pattern, () => masked(kind));
    }
    if (text.includes('@')) {
      text = text.replace(URL_PASSWORD, (whole, before: string, value: string) =>
        isPlaceholder(value) ? whole : `${before}${masked('password')}@`,
      );
    }
    text = text.replace(AUTHORIZATION, (whole, before: string, value: string) =>
      isPlaceholder(value) || (looksLikeCode(value) && !SCHEME.test(before))
        ? whole
        : before + masked('authorization'),
    );
    text = text.replace(BEARER, (whole, before: string, value: string) =>
      /\d/.test(value) && !isPlaceholder(value) ? before + masked('bearer') : whole,
    );
    text = text.replace(
      ASSIGNMENT,
      (whole, name: string, sign: string, quote: string, value: string) => {
        if (isPlaceholder(value)) return whole;
        const tight = sign === '=';
        // the working directory, in a dump of the environment
        if (/^pwd$/i.test(name) && value.startsWith('/')) return whole;
        const harmless =
          quote !== ''
            ? looksLikeConstant(value)
            : tight
              ? /^[A-Za-z_$][\w$]*[.([]/.test(value)
              : looksLikeCode(value) || (value.length < 6 && !/^pass|pwd/i.test(name));
        if (harmless) return whole;
        return `${name}${sign}${quote}${masked('secret')}`;
      },
    );
    if (emails) text = text.replace(EMAIL, () => masked('email'));
    return { text, count };
  };
}

function includesAny(text: string, words: readonly string[]): boolean {
  for (const word of words) if (text.includes(word)) return true;
  return false;
}

/** A member of this name holds a secret, whatever its value looks like. */
export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key);

/** Its whole value is replaced, unless it says that there is none. */
export const maskValue = (value: string): Masked =>
  value.length < 3 || isPlaceholder(value)
    ? { text: value, count: 0 }
    : { text: mark('secret'), count: 1 };

/** Already masked, a variable to be filled in, or a word for nothing. */
function isPlaceholder(value: string): boolean {
  return (
    value.startsWith('[masked') ||
    value.startsWith('[redacted') ||
    /^(?:\*{2,}|x{3,}|\.{3}|\$\{?[A-Za-z_]|\{\{|<|%[sdv@({]|#\{)/i.test(value) ||
    /^(?:null|nil|none|undefined|true|false|empty|missing|redacted|masked|required|invalid|expired)$/i.test(
      value,
    )
  );
}

/** An identifier, a type, a member or a call, without a digit: `CancellationToken`, `this.token`. */
function looksLikeCode(value: string): boolean {
  return /^[A-Za-z_$@&*!?[(][A-Za-z_$.?!:()[\]|<>*&-]*$/.test(value) || /^[\w$]+[.([]/.test(value);
}

/** The name of a constant in quotes: `rotate_credential`, `COUNT`. */
const looksLikeConstant = (value: string): boolean =>
  /^(?:[a-z]{2,}(?:_[a-z]{2,}){1,6}|[A-Z]{2,}(?:[_-][A-Z]{2,}){0,6})$/.test(value);

/** By hand: a pattern would read the rest of the text again for every BEGIN without its END. */
function maskPrivateKeys(text: string, masked: (kind: string) => string): string {
  if (!text.includes('PRIVATE KEY-----')) return text;
  let out = '';
  let done = 0;
  for (const match of text.matchAll(KEY_BEGIN)) {
    if (match.index < done) continue;
    out += text.slice(done, match.index) + masked('private_key');
    const end = text.indexOf(KEY_END, match.index);
    // a key that was cut off is masked to the end of the text
    const tail = end === -1 ? -1 : text.indexOf('-----', end + KEY_END.length);
    done = tail === -1 ? text.length : tail + 5;
  }
  return out + text.slice(done);
}
