import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { RunningCommand } from '../support/command'
import { namespacesMissing, TwoMachines } from '../support/network-namespaces'

const missing = namespacesMissing()
const skipped = missing === null ? '' : ` (skipped: ${missing})`

describe.skipIf(missing !== null)(`datagrams between two machines${skipped}`, () => {
  let machines: TwoMachines
  const commands: RunningCommand[] = []

  beforeAll(() => {
    machines = new TwoMachines()
  })
  afterEach(async () => {
    for (const command of commands.splice(0)) if (command.child.exitCode === null) await command.stop()
  })
  afterAll(() => machines.remove())

  async function udp(machine: 0 | 1, ...words: readonly string[]): Promise<RunningCommand> {
    const command = new RunningCommand(['udp', ...words, '--json'], {}, machines.on(machine))
    commands.push(command)
    await command.event('listening')
    return command
  }

  const hex = (text: string) => Buffer.from(text).toString('hex')
  const heard = (command: RunningCommand, text: string) =>
    command.event('data', ({ direction, hex: content }) => direction === 'in' && content === hex(text))

  it('to a group reach whoever has joined it, IPv4 and IPv6', async () => {
    const receiver = await udp(1, '[::]:5007', '--join', '239.7.7.7@wire0', '--join', 'ff15::7@wire0')
    const four = ['--multicast-interface', 'wire0', '--to', '239.7.7.7:5007', '--send', 'four']
    await udp(0, '10.77.0.1:0', ...four)
    await heard(receiver, 'four')
    const six = ['--multicast-interface', 'wire0', '--to', '[ff15::7]:5007', '--send', 'six']
    await udp(0, '[fd77::1]:0', ...six)
    await heard(receiver, 'six')
    expect(receiver.lines.filter(({ event }) => event === 'group-joined').map(({ group }) => group)).toEqual([
      '239.7.7.7@wire0',
      'ff15::7@wire0',
    ])
  })

  it('of one source alone come where only that source is wanted', async () => {
    const receiver = await udp(1, '0.0.0.0:5008', '--join', '232.7.7.8@wire0,from=10.77.0.1')
    machines.ip(0, 'address', 'add', '10.77.0.9/24', 'dev', 'wire0')
    for (const [from, text] of [
      ['10.77.0.9', 'other'],
      ['10.77.0.1', 'wanted'],
    ]) {
      const sender = ['--multicast-interface', 'wire0', '--to', '232.7.7.8:5008', '--send', text!]
      await (await udp(0, `${from}:0`, ...sender)).event('data')
    }
    await heard(receiver, 'wanted')
    expect(receiver.lines.filter(({ event }) => event === 'data')).toHaveLength(1)
  })

  it('stay off the sending machine where loopback is off', async () => {
    const receiver = ['0.0.0.0:5009', '--join', '239.7.7.9@wire0']
    const [here, there] = await Promise.all([udp(0, ...receiver), udp(1, ...receiver)])
    const sender = ['10.77.0.1:0', '--multicast-interface', 'wire0', '--to', '239.7.7.9:5009']
    await udp(0, ...sender, '--no-multicast-loopback', '--send', 'quiet')
    await heard(there, 'quiet')
    await udp(0, ...sender, '--send', 'loud')
    await heard(here, 'loud')
    expect(here.lines.filter(({ event }) => event === 'data')).toHaveLength(1)
  })

  it('to the broadcast address of an interface reach the other machine', async () => {
    const receiver = await udp(1, '0.0.0.0:5010')
    await udp(0, '10.77.0.1:0', '--broadcast', '--to', '10.77.0.255:5010', '--send', 'all of you')
    await heard(receiver, 'all of you')
  })

  it('come again when the interface of a group has gone and come back', async () => {
    const receiver = await udp(1, '0.0.0.0:5011', '--join', '239.7.7.11@wire0')
    machines.ip(1, 'link', 'set', 'wire0', 'down')
    expect(await receiver.event('group-missed')).toMatchObject({
      group: '239.7.7.11@wire0',
      failure: { code: 'E_INTERFACE_UNKNOWN' },
    })
    machines.ip(1, 'link', 'set', 'wire0', 'up')
    const joined = () => receiver.lines.filter(({ event }) => event === 'group-joined').length === 2
    await receiver.event('group-joined', joined)
    await udp(0, '10.77.0.1:0', '--multicast-interface', 'wire0', '--to', '239.7.7.11:5011', '--send', 'back')
    await heard(receiver, 'back')
  })

  it('leave by their interface again when another one has taken its place', async () => {
    const receiver = await udp(1, '0.0.0.0:5012', '--join', '239.7.7.12@wire0')
    const words = [
      '--multicast-interface',
      'wire0',
      '--to',
      '239.7.7.12:5012',
      '--send',
      'tick',
      '--every',
      '200',
    ]
    const sender = await udp(0, '0.0.0.0:0', ...words)
    await heard(receiver, 'tick')
    await machines.replug(async () => {
      await receiver.event('group-missed')
      await sender.event('error', ({ code }) => code === 'E_INTERFACE_UNKNOWN')
    })
    const before = receiver.lines.length
    await receiver.event('data', (line) => receiver.lines.indexOf(line) >= before)
  })

  it('that the other machine refuses are told where the endpoint is connected, and only there', async () => {
    for (const [here, there] of [
      ['0.0.0.0:0', '10.77.0.2:5999'],
      ['[::]:0', '[fd77::2]:5999'],
    ] as const) {
      const connected = await udp(0, here, '--connected', '--to', there, '--send', 'anybody?')
      expect(await connected.event('error')).toMatchObject({ code: 'ECONNREFUSED', peer: 1 })
    }
    const plain = await udp(0, '0.0.0.0:0', '--to', '10.77.0.2:5999', '--send', 'one', '--every', '50')
    const sent = () => plain.lines.filter(({ event }) => event === 'data').length
    await plain.event('data', () => sent() >= 3)
    expect(plain.lines.filter(({ event }) => event === 'error')).toEqual([])
  })

  it('to both families leave one socket and come back to it', async () => {
    const both = await udp(1, '[::]:5013', '--reply', 'seen')
    for (const [from, to] of [
      ['10.77.0.1:0', '10.77.0.2:5013'],
      ['[fd77::1]:0', '[fd77::2]:5013'],
    ] as const) {
      await heard(await udp(0, from, '--to', to, '--send', 'hello'), 'seen')
    }
    const peers = both.lines.filter(({ event }) => event === 'peer').map(({ remote }) => String(remote))
    expect(peers).toEqual([
      expect.stringContaining('[::ffff:10.77.0.1]'),
      expect.stringContaining('[fd77::1]'),
    ])
  })

  it('say what is wrong with a group', async () => {
    for (const [words, code] of [
      [['--join', '10.0.0.1'], 'E_GROUP_RANGE'],
      [['--join', '239.7.7.7@none0'], 'E_INTERFACE_UNKNOWN'],
      [['--join', 'ff02::1@wire0'], 'E_ADDRESS_FAMILY'],
    ] as const) {
      const command = new RunningCommand(['udp', '0.0.0.0:0', ...words], {}, machines.on(0))
      commands.push(command)
      expect(await command.ended()).toBe(2)
      expect(command.stderr).toContain(`(${code})`)
    }
  })
})
