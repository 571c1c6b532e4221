import type { RedisClient, RedisSubscriber } from './client'

/** One connection for all that is subscribed, there as long as anything is. */
export interface Subscriptions {
  /** Calls `listener` with every message of `topic` once it has resolved; to what stops that. */
  watch(topic: string, listener: TopicListener): Promise<() => void>
}

export interface TopicListener {
  heard(message: string): void
  /** The connection was gone for a while, and is back. */
  missed(): void
}

interface Topic {
  readonly listeners: Set<TopicListener>
  readonly heard: (message: string) => void
  /** Resolves when Redis has subscribed it. */
  readonly subscribed: Promise<RedisSubscriber>
}

export function createSubscriptions(client: Pick<RedisClient, 'duplicate' | 'emit'>): Subscriptions {
  const topics = new Map<string, Topic>()
  let connection: Promise<RedisSubscriber> | undefined

  async function connect(): Promise<RedisSubscriber> {
    const subscriber = client.duplicate()
    // The application listens to the errors of the client it made; this connection is ours.
    subscriber.on('error', (cause) => client.emit('error', cause))
    await subscriber.connect()
    // By then it has subscribed everything again.
    subscriber.on('ready', () => {
      for (const { listeners } of [...topics.values()]) for (const listener of [...listeners]) listener.missed()
    })
    return subscriber
  }

  async function subscribe(name: string, heard: Topic['heard']): Promise<RedisSubscriber> {
    try {
      const subscriber = await (connection ??= connect())
      await subscriber.subscribe(name, heard)
      return subscriber
    } catch (cause) {
      forget(name)
      throw cause
    }
  }

  function open(name: string): Topic {
    const listeners = new Set<TopicListener>()
    const heard = (message: string): void => {
      for (const listener of [...listeners]) listener.heard(message)
    }
    const topic = { listeners, heard, subscribed: subscribe(name, heard) }
    topics.set(name, topic)
    return topic
  }

  function close(name: string, { heard }: Topic, subscriber: RedisSubscriber): void {
    forget(name)
    // If this unsubscribe fails, Redis goes on sending to a connection without listeners until it closes: harmless.
    if (topics.size > 0) subscriber.unsubscribe(name, heard).catch(() => {})
  }

  function forget(name: string): void {
    topics.delete(name)
    if (topics.size > 0) return
    void connection?.then(
      (subscriber) => subscriber.isOpen && end(subscriber),
      // The caller that waited for it has been told.
      () => {},
    )
    connection = undefined
  }

  return {
    async watch(name, listener) {
      const topic = topics.get(name) ?? open(name)
      topic.listeners.add(listener)
      const subscriber = await topic.subscribed
      return () => {
        if (topic.listeners.delete(listener) && topic.listeners.size === 0) close(name, topic, subscriber)
      }
    },
  }
}

function end(subscriber: RedisSubscriber): void {
  if (subscriber.destroy) subscriber.destroy()
  // It fails where the connection has ended by itself.
  else subscriber.disconnect?.().catch(() => {})
}
