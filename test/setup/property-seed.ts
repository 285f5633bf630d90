// Property tests draw the same examples on every run, so that a change is judged by what it changes
// and a failure can be repeated. `npm run fuzz` looks for new counterexamples: each of its rounds
// has a seed of its own.
import fc from 'fast-check';

const repeatableSeed = 20_261_120;

fc.configureGlobal({ seed: Number(process.env['MIRA_TEST_SEED'] ?? repeatableSeed) });
