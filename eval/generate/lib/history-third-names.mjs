/** What the third set of histories calls its modules, functions and variables, in every language. */
export const NOUNS = [
  'acre',
  'barn',
  'basket',
  'beehive',
  'blossom',
  'carton',
  'cellar',
  'cider',
  'furrow',
  'graft',
  'grove',
  'hedge',
  'juice',
  'ladder',
  'meadow',
  'nursery',
  'pear',
  'plough',
  'quince',
  'rake',
  'shed',
  'sieve',
  'stem',
  'trellis',
];
export const templates = ['pages', 'distinct', 'minutes', 'seat', 'weigh'];

const LOCALS = ['amount', 'answer', 'tally'];
export const local = (unit) => LOCALS[unit.local];
export const camel = (name) => name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
export const pascal = (name) => camel(`_${name}`);
export const consumerOf = (module) => module.units.find((unit) => unit.uses);
/** The place that a function finds is looked up by whoever asked for it. */
export const isSeat = (uses) => uses.unit.template === 'seat';
/** What the test expects of the odd entry, where it fails by a value and not by an exception. */
export const expected = (victim) =>
  ({ pages: 1, distinct: 1, minutes: 20 })[victim.template] ?? null;
