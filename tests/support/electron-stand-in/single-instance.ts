import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker, MessageChannel, receiveMessageOnPort } from 'node:worker_threads'

/**
 * The lock belongs to the folder of user data, as in Electron: who holds it listens on a socket there, and who comes
 * second sends it the arguments. `requestSingleInstanceLock` answers at once, so the asking is done in a thread.
 */
const script = `
const { createServer, connect } = require('node:net')
const { parentPort, workerData: { path, message, state, answer } } = require('node:worker_threads')
function tell(held) { answer.postMessage(held); Atomics.store(state, 0, 1); Atomics.notify(state, 0) }
function listen() {
  createServer((socket) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (more) => (text += more)).on('end', () => parentPort.postMessage(text))
  }).listen(path, () => tell(true))
}
const socket = connect(path, () => socket.end(message, () => tell(false)))
socket.on('error', () => { require('node:fs').rmSync(path, { force: true }); listen() })
`

/** True where this process is the first; otherwise the first has been told. */
export function takeInstanceLock(
  folder: string,
  second: (argv: string[], workingFolder: string) => void,
): boolean {
  const path = join(folder, 'SingletonSocket')
  const state = new Int32Array(new SharedArrayBuffer(4))
  const { port1, port2 } = new MessageChannel()
  const message = JSON.stringify({ argv: process.argv, workingFolder: process.cwd() })
  const worker = new Worker(script, {
    eval: true,
    execArgv: [],
    workerData: { path, message, state, answer: port2 },
    transferList: [port2],
  })
  Atomics.wait(state, 0, 0)
  const held = receiveMessageOnPort(port1)?.message === true
  port1.close()
  worker.on('message', (text: string) => {
    const told = JSON.parse(text) as { argv: string[]; workingFolder: string }
    second(told.argv, told.workingFolder)
  })
  worker.unref()
  if (held) process.once('exit', () => rmSync(path, { force: true }))
  return held
}
