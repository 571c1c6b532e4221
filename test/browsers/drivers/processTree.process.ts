// Runs a program, and ends it with every process that it has started when stdin ends: also when the process that wrote
// there was killed. What a browser starts stays in the process group of this process.

import { spawn } from 'node:child_process'

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })

child.on('error', (error) => {
  console.error(String(error))
  process.stdin.destroy()
})
child.on('exit', endProcessTree)
process.stdin.on('end', endProcessTree).resume()

function endProcessTree(): void {
  if (process.platform === 'win32') {
    child.kill()
    process.exit()
  }
  process.kill(-process.pid, 'SIGKILL')
}
