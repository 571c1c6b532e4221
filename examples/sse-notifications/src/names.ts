import type { User } from '../protocol'

export const names: Readonly<Record<User, string>> = { ada: 'Ada', grace: 'Grace' }

export function otherThan(user: User): User {
  return user === 'ada' ? 'grace' : 'ada'
}
