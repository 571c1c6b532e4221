import { users } from '../protocol'
import { Avatar } from './Avatar'
import { names } from './names'

export function Welcome() {
  return (
    <main className="card welcome">
      <title>Notifications</title>
      <h1>Who are you?</h1>
      <p>Open one tab for each of them, side by side.</p>
      <ul>
        {users.map((user) => (
          <li key={user}>
            <a className="button" href={`?user=${user}`}>
              <Avatar user={user} /> {names[user]}
            </a>
          </li>
        ))}
      </ul>
    </main>
  )
}
