import * as fc from 'fast-check';

// A red run must be repeatable: properties take this seed, unless PROPERTY_SEED names another one or says `random`.
const given = process.env['PROPERTY_SEED'];
if (given !== 'random') fc.configureGlobal({ seed: given === undefined ? 20_261_121 : Number(given) });
