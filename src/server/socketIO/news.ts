import { type DiffFrame, type Mark, type Member } from '../../protocol/presence'

/** What changed, and was not said yet. */
export interface News {
  set(member: Member): void
  left(mark: Mark): void
  dropped(mark: Mark): void
  /** Says it at once, and who is still there. */
  flush(alive?: readonly Mark[]): void
}

interface NewsParts {
  /** Milliseconds that changes are collected for. */
  batch: number
  send(changes: Pick<DiffFrame, 'set' | 'left' | 'dropped' | 'alive'>): void
}

/** Many changes go as one frame: everybody gets every frame. */
export function createNews({ batch, send }: NewsParts): News {
  const set = new Map<string, Member>()
  const left = new Map<string, Mark>()
  const dropped = new Map<string, Mark>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function soon(): void {
    timer ??= setTimeout(flush, batch)
  }

  function flush(alive: readonly Mark[] = []): void {
    clearTimeout(timer)
    timer = undefined
    const parts = Object.entries({ set: take(set), left: take(left), dropped: take(dropped), alive })
    const changes = parts.filter(([, some]) => some.length > 0)
    if (changes.length > 0) send(Object.fromEntries(changes))
  }

  return {
    set(member) {
      const { id, version } = member
      if ((set.get(id)?.version ?? -Infinity) > version) return
      set.set(id, member)
      // They came back: a frame names who is dropped after who is set.
      if ((dropped.get(id)?.[1] ?? Infinity) <= version) dropped.delete(id)
      soon()
    },
    left(mark) {
      left.set(mark[0], mark)
      soon()
    },
    dropped(mark) {
      dropped.set(mark[0], mark)
      soon()
    },
    flush,
  }
}

function take<T>(from: Map<string, T>): readonly T[] {
  const all = [...from.values()]
  from.clear()
  return all
}
