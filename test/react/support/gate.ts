import { act } from '@testing-library/react'

/** Something that a component waits for, again and again. */
export interface Gate {
  /** Has whoever reads it suspend from the next render on. */
  close(): void
  open(): Promise<void>
  /** Called in a render: suspends while it is closed. */
  read(): void
}

export function createGate(isOpenAtFirst = false): Gate {
  let opened = Promise.withResolvers<void>()
  let isOpen = isOpenAtFirst
  return {
    close() {
      isOpen = false
      opened = Promise.withResolvers<void>()
    },
    async open() {
      isOpen = true
      // oxlint-disable-next-line typescript/require-await
      await act(async () => opened.resolve())
    },
    read() {
      // That is how React is told to wait, where there is no `use`.
      // oxlint-disable-next-line typescript/only-throw-error
      if (!isOpen) throw opened.promise
    },
  }
}
