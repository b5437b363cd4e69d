import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { CodingResult, Reason } from '../../shared/coding/coding-result';

// The rules of the engine, read off its own source: every place that finds something, by the finding's id and words, and every place that
// takes a step, by its kind. A rule that is added to the code is in this list at once, whoever forgets to write cases for it.

/** One thing the engine can find or do. `name` is how the cases speak of it. */
export type EngineRule = FindingRule | StepRule;

interface FindingRule {
  readonly name: string;
  readonly kind: 'finding';
  readonly id: string;
  readonly words: RegExp;
}

interface StepRule {
  readonly name: string;
  readonly kind: 'step';
  /** What the place in the code alone decides. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Has the result what the rule finds or does, with these details besides? */
export function isSeen(
  rule: EngineRule,
  rules: readonly EngineRule[],
  result: CodingResult,
  besides: Readonly<Record<string, unknown>> = {},
): boolean {
  if (rule.kind === 'finding')
    return result.findings.some((finding) => finding.id === rule.id && rule.words.test(finding.message));
  const ofKind = rules.filter((other) => other.kind === 'step' && other.details['kind'] === rule.details['kind']);
  return result.because.some((reason) => {
    // Of two places that take a step of one kind, the one that fixes more of its details took it.
    const [taken] = ofKind
      .filter((other) => other.kind === 'step' && carries(reason, other.details))
      .sort((a, b) => detailsOf(b) - detailsOf(a));
    return taken?.name === rule.name && carries(reason, besides);
  });
}

const carries = (reason: Reason, details: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(details).every(([detail, value]) => reason[detail] === value);

const detailsOf = (rule: EngineRule): number => (rule.kind === 'step' ? Object.keys(rule.details).length : 0);

/** A mutation run works in a changed copy of the project within it; the rules are those of the project itself. */
const PROJECT = join(__dirname, '..', '..').replace(/[\\/]\.stryker-tmp[\\/].*$/, '');
const ROOM = join(PROJECT, 'shared', 'coding');
const FINDINGS = 'coding-findings.ts';
/** What the code fills in. */
const GAP = '…';

/** Every rule once, in the order of the files. */
export function engineRules(): readonly EngineRule[] {
  const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const sources = files.map((file) => parse(file));
  const findings = findingFunctions(parse(FINDINGS));
  const rules = sources.filter((source) => !source.fileName.endsWith(FINDINGS)).flatMap((source) => rulesOf(source, findings));
  return [...new Map(rules.map((rule) => [rule.name, rule])).values()];
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(ROOM, file), 'utf8'), ts.ScriptTarget.ES2023, true);

type Texts = ReadonlyMap<string, string>;
type FindingFunction = (given: readonly string[]) => { readonly id: string; readonly message: string } | undefined;

/** The functions that make findings: what they say, given what their callers say. */
function findingFunctions(source: ts.SourceFile): ReadonlyMap<string, FindingFunction> {
  const functions = new Map<string, FindingFunction>();
  const constants = constantsOf(source);
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || initializer === undefined || !ts.isArrowFunction(initializer)) continue;
      const { parameters, body } = initializer;
      functions.set(name.text, (given) => {
        const texts = new Map(constants);
        parameters.forEach((parameter, index) => texts.set(parameter.name.getText(), given[index] ?? GAP));
        return said(ts.isParenthesizedExpression(body) ? body.expression : body, texts, functions);
      });
    }
  }
  return functions;
}

function said(body: ts.Node, texts: Texts, functions: ReadonlyMap<string, FindingFunction>): ReturnType<FindingFunction> {
  if (ts.isObjectLiteralExpression(body)) {
    const id = propertyOf(body, 'id');
    const message = propertyOf(body, 'message');
    return id && message && { id: textOf(id, texts), message: textOf(message, texts) };
  }
  if (!ts.isCallExpression(body)) return undefined;
  const given = body.arguments.map((argument) => textOf(argument, texts));
  const name = body.expression.getText();
  if (name === 'hold' || name === 'error') return { id: given[0] ?? GAP, message: given[1] ?? GAP };
  return functions.get(name)?.(given);
}

const propertyOf = (object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined =>
  object.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)?.initializer;

/** What a text says without running the code: literals as they stand, known names by their texts, all else a gap. */
function textOf(expression: ts.Expression, texts: Texts): string {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isIdentifier(expression)) return texts.get(expression.text) ?? GAP;
  if (!ts.isTemplateExpression(expression)) return GAP;
  return [
    expression.head.text,
    ...expression.templateSpans.map((span) => textOf(span.expression, texts) + span.literal.text),
  ].join('');
}

/** Names of texts within a file, at whatever depth: `const why = '…'`. */
function constantsOf(source: ts.SourceFile): Texts {
  const texts = new Map<string, string>();
  visit(source, (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isStringLiteralLike(node.initializer))
      texts.set(node.name.getText(), node.initializer.text);
  });
  return texts;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => {
    visit(child, look);
  });
}

function rulesOf(source: ts.SourceFile, findings: ReadonlyMap<string, FindingFunction>): readonly EngineRule[] {
  const rules: EngineRule[] = [];
  const constants = constantsOf(source);
  visit(source, (node) => {
    if (!ts.isCallExpression(node)) return;
    const found = findings.get(node.expression.getText())?.(node.arguments.map((argument) => textOf(argument, constants)));
    if (found !== undefined) rules.push(findingRule(found));
    const [step] = node.arguments;
    if (/\bbecause$/.test(node.expression.getText()) && step !== undefined && ts.isObjectLiteralExpression(step))
      rules.push(stepRule(literalsOf(step, constants)));
  });
  return rules;
}

const findingRule = ({ id, message }: { readonly id: string; readonly message: string }): FindingRule => ({
  name: `${id} ${message}`,
  kind: 'finding',
  id,
  words: new RegExp(`^${message.split(GAP).map(escaped).join('.*')}$`),
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function stepRule(details: Readonly<Record<string, unknown>>): StepRule {
  const { kind, ...others } = details;
  const named = Object.entries(others).map(([detail, value]) => `, ${detail} ${String(value)}`);
  return { name: `step ${String(kind)}${named.join('')}`, kind: 'step', details };
}

/** The details of a step that its place in the code alone decides. */
function literalsOf(step: ts.ObjectLiteralExpression, constants: Texts): Readonly<Record<string, unknown>> {
  const details: Record<string, unknown> = {};
  for (const property of step.properties) {
    if (!ts.isPropertyAssignment(property)) continue;
    const { initializer } = property;
    const name = property.name.getText();
    if (initializer.kind === ts.SyntaxKind.NullKeyword) details[name] = null;
    else if (initializer.kind === ts.SyntaxKind.TrueKeyword) details[name] = true;
    else if (textOf(initializer, constants) !== GAP) details[name] = textOf(initializer, constants);
  }
  return details;
}
