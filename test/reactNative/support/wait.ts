import type { ReceivingConnection } from 'wirehooks/vanilla'

/** Resolves when the connection has this status. */
export function until({ store }: Pick<ReceivingConnection, 'store'>, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (store.getState().status === wanted) resolve()
    }
    store.subscribe(look)
    look()
  })
}

/** Resolves with the next data of an event. */
export function next(connection: Pick<ReceivingConnection, 'on'>, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = connection.on(event, (data) => {
      stop()
      resolve(data)
    })
  })
}
