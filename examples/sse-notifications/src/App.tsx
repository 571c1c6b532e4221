import { users } from '../protocol'
import { Desk } from './Desk'
import { Welcome } from './Welcome'

/** Who you are is in the address, so that two tabs can be two people. */
export function App({ address = location.search }: { address?: string }) {
  const name = new URLSearchParams(address).get('user')
  const user = users.find((one) => one === name)
  return user ? <Desk user={user} /> : <Welcome />
}
