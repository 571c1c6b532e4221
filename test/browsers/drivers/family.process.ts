// Runs a program, and ends it with everything that it has started when stdin ends: also when the process that wrote there
// was killed. A browser is a family of processes, which stays in the process group of this one.

import { spawn } from 'node:child_process'

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })

child.on('error', (error) => {
  console.error(String(error))
  process.stdin.destroy()
})
child.on('exit', endFamily)
process.stdin.on('end', endFamily).resume()

function endFamily(): void {
  if (process.platform === 'win32') {
    child.kill()
    process.exit()
  }
  process.kill(-process.pid, 'SIGKILL')
}
