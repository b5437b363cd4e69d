import { X12_FINDINGS } from '../../../shared/x12/check/finding-catalogue';

/** docs/x12-findings.md: every code of `vtc x12 check`, from the catalogue. */
export const x12FindingsPage = (): string => `# Findings of \`vtc x12 check\`

Generated from shared/x12/check/finding-catalogue.ts (\`npm run docs:generate\`). A code never changes its meaning.
**error** is what a payer or the structure rejects, **warn** what is seen and lived with, **info** worth knowing; a code may be an error in an 837, which is ours to correct, and a warning in a file a payer sent. Messages name segments, codes and counts, never the value of a name, an id or a birth date.

${Object.entries(X12_FINDINGS)
  .map(([code, meaning]) => `- \`${code}\`: ${meaning.replaceAll('*', '\\*')}`)
  .join('\n')}
`;
