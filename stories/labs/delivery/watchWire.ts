import type { Wrapper } from 'wirehooks'

/** Tells of every frame that a link takes. */
export function watchWire(onFrame: (frame: unknown) => void): Wrapper {
  return (transport) => ({
    ...transport,
    connect(sink, context) {
      const link = transport.connect(sink, context)
      return {
        ...link,
        send(frame) {
          onFrame(frame)
          return link.send(frame)
        },
      }
    },
  })
}
