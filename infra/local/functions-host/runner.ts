import { err, ok, type Result } from '../../../shared/kernel/result';
import { resolveSettings, type Environment } from './app-settings';
import {
  invoke,
  registeredFunctions,
  triggerOf,
  type Binding,
  type InvocationResponse,
  type LogLine,
  type RegisteredFunction,
  type TypedData,
} from './functions-core';
import { nextOccurrence, parseSchedule } from './ncrontab';

export interface TriggeredFunction {
  readonly registered: RegisteredFunction;
  /** The trigger binding's name. */
  readonly name: string;
  readonly binding: Binding;
}

export interface TimerInfo {
  readonly name: string;
  readonly schedule: string;
}

/** Runs the app's functions and counts what is under way. */
export class FunctionRunner {
  private running = 0;

  constructor(
    private readonly environment: Environment,
    private readonly writeLog: (line: LogLine) => void,
    private readonly now: () => number,
  ) {}

  /** Invocations under way. */
  get active(): number {
    return this.running;
  }

  functionsBy(type: string): readonly TriggeredFunction[] {
    return registeredFunctions().flatMap((registered) => {
      const trigger = triggerOf(registered.metadata);
      return trigger?.binding.type === type ? [{ registered, ...trigger }] : [];
    });
  }

  /** A binding's option with its %SETTINGS% resolved. */
  option(binding: Binding, name: string): string {
    const value = binding[name];
    return typeof value === 'string' ? resolveSettings(value, this.environment) : '';
  }

  timers(): readonly TimerInfo[] {
    return this.functionsBy('timerTrigger').map(({ registered, binding }) => ({
      name: registered.metadata.name,
      schedule: this.option(binding, 'schedule'),
    }));
  }

  queues(): readonly string[] {
    return this.functionsBy('serviceBusTrigger').map(({ binding }) => this.option(binding, 'queueName'));
  }

  /** One invocation; a failure is logged by name and given back, because its message may quote what came in. */
  async run(
    registered: RegisteredFunction,
    inputs: readonly { readonly name: string; readonly data: TypedData }[],
    triggerMetadata: Readonly<Record<string, TypedData>>,
  ): Promise<Result<InvocationResponse, unknown>> {
    this.running += 1;
    try {
      return ok(await invoke(registered, inputs, triggerMetadata));
    } catch (failure) {
      this.writeLog({ level: 'error', functionName: registered.metadata.name, message: describeFailure(failure) });
      return err(failure);
    } finally {
      this.running -= 1;
    }
  }

  /** Runs a timer function now; false when it failed. */
  async runTimer(registered: RegisteredFunction, bindingName: string): Promise<boolean> {
    const trigger = triggerOf(registered.metadata);
    const now = this.now();
    const next = trigger === undefined ? undefined : nextOccurrence(parseSchedule(this.option(trigger.binding, 'schedule')), now);
    const json = JSON.stringify({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: {
        Last: new Date(now).toISOString(),
        Next: new Date(next ?? now).toISOString(),
        LastUpdated: new Date(now).toISOString(),
      },
      IsPastDue: false,
    });
    return (await this.run(registered, [{ name: bindingName, data: { json } }], {})).ok;
  }
}

/** The failure's kind and where it happened, without its message: messages may hold patient data. TransientFailures name their operation. */
function describeFailure(failure: unknown): string {
  if (!(failure instanceof Error)) return 'invocation failed';
  const operation = (failure as { operation?: unknown }).operation;
  const place =
    (failure.stack ?? '')
      .split('\n')
      .find((line) => line.trimStart().startsWith('at '))
      ?.trim() ?? '';
  return `invocation failed: ${failure.name}${typeof operation === 'string' ? ` (${operation})` : ` ${place}`}`;
}
