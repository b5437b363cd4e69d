import { randomBytes, randomUUID } from 'node:crypto';

// The module '@azure/functions-core', which the Functions host supplies to the library @azure/functions at run time: it is on no
// registry. The library registers its functions here, and the host invokes them through the library's programming model.

/** One value between host and library; exactly one field is set. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: Readonly<Record<string, unknown>>;
  readonly collectionString?: { readonly string: readonly string[] };
}

export interface Binding {
  readonly type: string;
  readonly direction: 'in' | 'out';
  readonly [option: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  readonly bindings: Readonly<Record<string, Binding>>;
}

export interface RegisteredFunction {
  readonly id: string;
  readonly metadata: FunctionMetadata;
  readonly callback: unknown;
}

export interface InvocationResponse {
  readonly outputData?: readonly { readonly name: string; readonly data: TypedData }[];
  readonly returnValue?: TypedData;
}

interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: readonly unknown[] }>;
  invokeFunction(context: unknown, inputs: readonly unknown[], callback: unknown): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

interface ProgrammingModel {
  getInvocationModel(coreContext: unknown): InvocationModel;
  getCapabilities?(defaults: Readonly<Record<string, string>>): unknown;
}

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly functionName?: string;
}

const HOOK_NAMES = ['preInvocation', 'postInvocation', 'appStart', 'appTerminate', 'log'] as const;
type HookName = (typeof HOOK_NAMES)[number];
type Hook = (context: unknown) => unknown;

/** What a registration gives back: disposing takes it away again. */
export class Disposable {
  private remove: (() => void) | undefined;
  constructor(remove: () => void) {
    this.remove = remove;
  }
  static from(...disposables: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }
  dispose(): void {
    this.remove?.();
    this.remove = undefined;
  }
}

const functions = new Map<string, RegisteredFunction>();
const hooks = new Map<HookName, Hook[]>(HOOK_NAMES.map((name) => [name, []]));
let model: ProgrammingModel | undefined;
let isLocked = false;
let writeLog: (line: LogLine) => void = () => undefined;

export const version = '3.12.0';
export const hostVersion = '4.1041.0';

export function setProgrammingModel(programmingModel: ProgrammingModel): void {
  model = programmingModel;
}

export const getProgrammingModel = (): ProgrammingModel | undefined => model;

export function registerFunction(metadata: FunctionMetadata, callback: unknown): Disposable {
  if (isLocked) throw new Error('A function can only be registered during app startup.');
  const id = metadata.functionId ?? metadata.name;
  if (functions.has(id)) throw new Error(`The function ${id} is registered twice.`);
  functions.set(id, { id, metadata, callback });
  return new Disposable(() => functions.delete(id));
}

export function registerHook(name: string, hook: Hook): Disposable {
  const list = hooks.get(name as HookName);
  if (list === undefined)
    throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), { isAzureFunctionsSystemError: true });
  list.push(hook);
  return new Disposable(() => list.splice(list.indexOf(hook), 1));
}

export function log(level: LogLevel, _category: string, message: string): void {
  writeLog({ level, message });
}

/** The functions the app registered. */
export const registeredFunctions = (): readonly RegisteredFunction[] => [...functions.values()];

export function onLog(write: (line: LogLine) => void): void {
  writeLog = write;
}

async function runHooks(name: HookName, context: unknown): Promise<void> {
  for (const hook of hooks.get(name) ?? []) await hook(context);
}

/** Ends the registration of functions and tells the app that it started. */
export async function startApp(functionAppDirectory: string): Promise<void> {
  await runHooks('appStart', { hookData: {}, appHookData: {}, functionAppDirectory });
  await model?.getCapabilities?.({});
  isLocked = true;
}

export const terminateApp = async (): Promise<void> => runHooks('appTerminate', { hookData: {}, appHookData: {} });

/** Invokes a function as the worker does: arguments, hooks before, handler, hooks after, response. Throws what the handler throws. */
export async function invoke(
  registered: RegisteredFunction,
  inputData: readonly { readonly name: string; readonly data: TypedData }[],
  triggerMetadata: Readonly<Record<string, TypedData>>,
): Promise<InvocationResponse> {
  if (model === undefined) throw new Error('The app registered no programming model.');
  const core = coreContextOf(registered, inputData, triggerMetadata);
  const invocation = model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();
  const base = { invocationContext: context, hookData: {}, appHookData: {} };
  const before = { ...base, inputs, functionCallback: registered.callback };
  core.state = 'preInvocationHooks';
  await runHooks('preInvocation', before);
  core.state = 'invocation';
  const after: typeof base & { inputs: readonly unknown[]; result: unknown; error: unknown } = {
    ...base,
    inputs: before.inputs,
    result: undefined,
    error: undefined,
  };
  try {
    after.result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error instanceof Error ? error : new Error('the function threw what is no Error');
  }
  core.state = 'postInvocationHooks';
  await runHooks('postInvocation', after);
  core.state = undefined;
  // A hook may turn a failure into something else that is no error: then the invocation succeeded.
  if (after.error instanceof Error) throw after.error;
  return invocation.getResponse(context, after.result);
}

interface CoreContext {
  readonly invocationId: string;
  readonly metadata: FunctionMetadata;
  readonly request: Readonly<Record<string, unknown>>;
  readonly log: (level: LogLevel, category: string, message: string) => void;
  state: string | undefined;
}

function coreContextOf(
  { id, metadata }: RegisteredFunction,
  inputData: unknown,
  triggerMetadata: Readonly<Record<string, TypedData>>,
): CoreContext {
  const invocationId = randomUUID();
  const traceParent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
  return {
    invocationId,
    metadata,
    state: undefined,
    request: {
      invocationId,
      functionId: id,
      inputData,
      triggerMetadata,
      traceContext: { traceParent, traceState: '', attributes: {} },
    },
    log: (level, _category, message) => {
      writeLog({ level, message, functionName: metadata.name });
    },
  };
}

/** The binding whose type ends in "Trigger", and its name. */
export function triggerOf({ bindings }: FunctionMetadata): { readonly name: string; readonly binding: Binding } | undefined {
  for (const [name, binding] of Object.entries(bindings)) if (/trigger$/i.test(binding.type)) return { name, binding };
  return undefined;
}
