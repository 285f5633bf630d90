/**
 * Which incidents there are: a system, one of its faults, the half it belongs to, and what surrounds it.
 * The halves are fixed here and never change; whoever tunes the engine looks at `development` alone.
 * Whole systems are sealed, so that the sealed half also asks for code bases that were never seen.
 */
const dev = 'development';
const sealed = 'sealed';

export const plan = [
  { system: 'parcel', fault: 'regionless', half: dev, noise: 1, decoys: ['words'] },
  { system: 'parcel', fault: 'heaviest', half: dev, noise: 2, decoys: ['latest', 'words'] },
  { system: 'parcel', fault: 'column', half: dev, noise: 1, missing: ['traces'] },
  { system: 'parcel', fault: 'cacheKey', half: dev, noise: 3, decoys: ['loud', 'flag'] },
  {
    system: 'parcel',
    fault: 'settingRenamed',
    half: dev,
    noise: 2,
    decoys: ['words'],
    style: { logs: 'compose' },
  },
  { system: 'parcel', fault: 'badFeed', half: dev, noise: 2, decoys: ['latest', 'words'] },
  { system: 'tickets', fault: 'seatMap', half: dev, noise: 2, decoys: ['loud'] },
  { system: 'tickets', fault: 'timeout', half: dev, noise: 1, decoys: ['latest'] },
  { system: 'tickets', fault: 'serialDate', half: dev, noise: 2, decoys: ['words'] },
  { system: 'tickets', fault: 'flagPricing', half: dev, noise: 2, decoys: ['latest', 'loud'] },
  { system: 'tickets', fault: 'onSale', half: dev, noise: 2, decoys: ['latest'] },
  { system: 'tickets', fault: 'paymentsDown', half: dev, noise: 3, decoys: ['latest', 'words'] },
  { system: 'ledger', fault: 'purpose', half: dev, noise: 2, decoys: ['words', 'loud'] },
  { system: 'ledger', fault: 'pool', half: dev, noise: 2, decoys: ['latest', 'words'] },
  { system: 'ledger', fault: 'lockOrder', half: dev, noise: 1, decoys: ['latest'] },
  { system: 'ledger', fault: 'validation', half: dev, noise: 3, missing: ['service_map'] },
  { system: 'ledger', fault: 'payday', half: dev, noise: 2, decoys: ['latest', 'words'] },
  { system: 'ledger', fault: 'feedCert', half: dev, noise: 1, decoys: ['loud', 'flag'] },
  { system: 'streaming', fault: 'libraryPage', half: dev, noise: 2, decoys: ['loud'] },
  {
    system: 'streaming',
    fault: 'nilMap',
    half: dev,
    noise: 3,
    decoys: ['words'],
    missing: ['metrics'],
  },
  { system: 'streaming', fault: 'leak', half: dev, noise: 2, decoys: ['words'] },
  { system: 'streaming', fault: 'wrongDefault', half: dev, noise: 1, decoys: ['latest', 'flag'] },
  { system: 'streaming', fault: 'neighbour', half: dev, noise: 2, decoys: ['latest'] },
  { system: 'streaming', fault: 'drmSecret', half: dev, noise: 1, missing: ['deployments'] },
  { system: 'streaming', fault: 'endpointTypo', half: dev, noise: 2, decoys: ['latest', 'loud'] },
];
