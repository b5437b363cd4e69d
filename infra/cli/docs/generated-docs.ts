import { errorsPage } from './errors';
import { renderRuleList } from './rule-list';
import { x12FindingsPage } from './x12-findings';

/** Path of each generated page → what it must say. A test and `npm run check` fail when one is stale. */
export const generatedDocs: Readonly<Record<string, () => string>> = {
  'docs/errors.md': errorsPage,
  'docs/rules.md': renderRuleList,
  'docs/x12-findings.md': x12FindingsPage,
};
