import { createServer, type AddressInfo } from 'node:net';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildStack, newFolder, root, startStack } from './local-stack';

describe('what the local stack cannot start with', () => {
  beforeAll(buildStack);

  const refused = async (args: readonly string[], cwd?: string): Promise<{ code: number | null; output: string }> => {
    const run = await startStack(newFolder(), ['--once', ...args], cwd);
    const code = await run.exit;
    return { code, output: run.output().trim() };
  };

  /** A folder that stands for a clone with a local.settings.json of its own. */
  const cloneWith = (settings: string): string => {
    const folder = newFolder();
    for (const name of ['package.json', 'host.json']) copyFileSync(join(root, name), join(folder, name));
    for (const name of ['dist', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
    writeFileSync(join(folder, 'local.settings.json'), settings);
    return folder;
  };

  it('wrong usage is 2 and one sentence', async () => {
    const wrong = [
      ['--frobnicate'],
      ['--port', 'many'],
      ['--day', '2026-02-30'],
      ['--visits', '/nowhere'],
      ['--practice', '/nowhere'],
      ['--seed', '1.5'],
      ['--once=yes'],
      ['somewhere'],
    ];
    const answers = await Promise.all(wrong.map(async (args) => refused(args)));
    expect(answers.map(({ code, output }) => [code, output.split('\n').length])).toEqual(wrong.map(() => [2, 1]));
  });

  it('a place nobody can write to is refused before the day, by the name of the option', async () => {
    const [folder, file] = [newFolder(), join(newFolder(), 'file')];
    writeFileSync(file, '');
    const wrong = [
      ['--data', file],
      ['--data', join(file, 'below')],
      ['--trace', file],
      ['--summary', folder],
      ['--pid-file', join(file, 'below')],
      // Node's own recursive mkdir never returns from here.
      ...(process.platform === 'linux' ? [['--data', '/proc/nobody']] : []),
    ];
    const answers = await Promise.all(wrong.map(async (args) => refused(args)));
    expect(answers.map(({ code, output }) => [code, output.split(' ')[0], output.split('\n').length])).toEqual(
      wrong.map(([option]) => [2, `${option}:`, 1]),
    );
  });

  it('a visits file with a broken line is refused with its number, not with its content', async () => {
    const file = join(newFolder(), 'visits.ndjson');
    writeFileSync(file, '\n{"patient":{"last_name":"Secretname"}}\n');
    const { code, output } = await refused(['--visits', file]);
    expect([code, output.includes('line 2'), output.includes('Secretname')]).toEqual([2, true, false]);
  });

  it('a port in use is said in one sentence', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, output } = await refused(['--port', String(port)]);
    server.close();
    expect([code, output]).toEqual([1, `Port ${port} is in use: stop what uses it, or choose another with --port N.`]);
  });

  it('a corrupt local.settings.json is named', async () => {
    const { code, output } = await refused([], cloneWith('{ "Values": '));
    expect([code, output]).toEqual([1, expect.stringContaining('local.settings.json is not JSON')]);
  });

  it('a missing setting is named', async () => {
    const { code, output } = await refused([], cloneWith(JSON.stringify({ IsEncrypted: false, Values: {} })));
    expect([code, output]).toEqual([1, expect.stringContaining('setting KeyVaultUri is missing')]);
  });

  it('data whose services were killed are left alone', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/services.open'), '999999999');
    const run = await startStack(folder, ['--once']);
    expect([await run.exit, run.output()]).toEqual([1, expect.stringContaining('were killed')]);
  });
});
