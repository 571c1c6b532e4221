import type { Connection, ConnectionUser } from './connection'
import type { Holder } from './lease'

// Weak, so that a connection made by a render that never happened is forgotten like any other garbage.
const shared = /* @__PURE__ */ new Map<string | null, WeakRef<Connection>>()

/**
 * The one connection of everybody whose transport has this key; a new one where the key is `null`.
 * It opens nothing: `acquire` does.
 */
export function share(
  founder: Holder<ConnectionUser>,
  build: (founder: Holder<ConnectionUser>) => Connection,
): Connection {
  const { key } = founder.current.transport
  const connection = shared.get(key)?.deref() ?? build(founder)
  // A good moment to forget the keys of what is gone.
  for (const [name, other] of shared) if (!other.deref()) shared.delete(name)
  if (key !== null) shared.set(key, new WeakRef(connection))
  return connection
}
