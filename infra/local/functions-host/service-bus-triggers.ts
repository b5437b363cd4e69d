import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import type { Environment } from './app-settings';
import type { LogLine, TypedData } from './functions-core';
import type { FunctionRunner, TriggeredFunction } from './runner';

export interface ServiceBusTriggerOptions {
  readonly autoCompleteMessages: boolean;
  readonly maxConcurrentCalls: number;
}

/**
 * Listens for every Service Bus trigger with the real SDK: a message is completed when the function returned and abandoned when it
 * threw, as the real host does. Gives a function that stops listening.
 */
export function startServiceBusTriggers(
  runner: FunctionRunner,
  environment: Environment,
  options: ServiceBusTriggerOptions,
  writeLog: (line: LogLine) => void,
): () => Promise<void> {
  const clients = new Map<string, ServiceBusClient>();
  const clientOf = (connection: string): ServiceBusClient => {
    const known = clients.get(connection);
    if (known !== undefined) return known;
    const connectionString = environment[connection];
    if (connectionString === undefined) throw new RangeError(`the setting ${connection} is missing`);
    const client = new ServiceBusClient(connectionString);
    clients.set(connection, client);
    return client;
  };
  const closers = runner.functionsBy('serviceBusTrigger').map((triggered) => {
    const client = clientOf(String(triggered.binding['connection']));
    return listenTo(client, triggered, runner, options, writeLog);
  });
  return async () => {
    await Promise.all(closers.map(async (close) => close()));
    await Promise.all([...clients.values()].map(async (client) => client.close()));
  };
}

function listenTo(
  client: ServiceBusClient,
  triggered: TriggeredFunction,
  runner: FunctionRunner,
  options: ServiceBusTriggerOptions,
  writeLog: (line: LogLine) => void,
): () => Promise<void> {
  const { binding, registered, name } = triggered;
  const topic = runner.option(binding, 'topicName');
  const receiver =
    topic === ''
      ? client.createReceiver(runner.option(binding, 'queueName'))
      : client.createReceiver(topic, runner.option(binding, 'subscriptionName'));
  const subscription = receiver.subscribe(
    {
      processMessage: async (message) => {
        const outcome = await runner.run(registered, [{ name, data: { string: bodyOf(message) } }], metadataOf(message));
        await settle(receiver, message, outcome.ok, options.autoCompleteMessages);
      },
      processError: async ({ error, errorSource }) => {
        writeLog({
          level: 'warning',
          functionName: registered.metadata.name,
          message: `service bus: ${errorSource} ${error.name}`,
        });
      },
    },
    { autoCompleteMessages: false, maxConcurrentCalls: options.maxConcurrentCalls },
  );
  return async () => {
    await subscription.close();
    await receiver.close();
  };
}

async function settle(
  receiver: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
  succeeded: boolean,
  isCompleted: boolean,
): Promise<void> {
  try {
    if (!succeeded) await receiver.abandonMessage(message);
    else if (isCompleted) await receiver.completeMessage(message);
  } catch {
    // The lock ran out: the bus gives the message again, and the receiver has to bear that anyway.
  }
}

const bodyOf = (message: ServiceBusReceivedMessage): string => {
  const body: unknown = message.body;
  if (typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body);
};

function metadataOf(message: ServiceBusReceivedMessage): Readonly<Record<string, TypedData>> {
  const text = (value: unknown): TypedData => ({ string: String(value) });
  return {
    MessageId: text(message.messageId),
    // The trigger counts deliveries from 1, the SDK from 0.
    DeliveryCount: { int: (message.deliveryCount ?? 0) + 1 },
    SequenceNumber: { int: Number(message.sequenceNumber ?? 0) },
    EnqueuedTimeUtc: { json: JSON.stringify(message.enqueuedTimeUtc ?? null) },
    LockToken: text(message.lockToken),
    ApplicationProperties: { json: JSON.stringify(message.applicationProperties ?? {}) },
    ...(message.contentType === undefined ? {} : { ContentType: text(message.contentType) }),
    ...(message.correlationId === undefined ? {} : { CorrelationId: text(message.correlationId) }),
    ...(message.subject === undefined ? {} : { Subject: text(message.subject) }),
  };
}
