import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { generatedDocs } from './docs/generated-docs';

/** Writes the generated pages of docs/, or with --check says which of them are stale (exit 1). */
function main(check: boolean): void {
  const stale: string[] = [];
  for (const [path, render] of Object.entries(generatedDocs)) {
    const file = resolve(path);
    const text = render();
    if (readOrEmpty(file) === text) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (check && stale.length > 0) {
    process.stderr.write(`Stale: ${stale.join(', ')}. Run: npm run docs:generate\n`);
    process.exitCode = 1;
  } else if (!check)
    process.stdout.write(`${stale.length === 0 ? 'All pages are as they should be.' : `Written: ${stale.join(', ')}`}\n`);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

main(process.argv.includes('--check'));
