import { describe, expect, it } from 'vitest'
import { maxDatagram, sendableAddress } from '../../src/main/engine/endpoints/udp/datagram-limits'
import { isBroadcastAddress } from '../../src/main/engine/network/broadcast-address'
import { addressBytes, isAnyAddress, plainIpv4 } from '../../src/main/engine/network/ip-address'
import { procNetAddress, socketsAtPort } from '../../src/main/engine/network/proc-net'

const hex = (address: string) => Buffer.from(addressBytes(address) ?? []).toString('hex')

describe('addresses', () => {
  it('become bytes', () => {
    expect(hex('192.168.1.10')).toBe('c0a8010a')
    expect(hex('::')).toBe('0'.repeat(32))
    expect(hex('::1')).toBe('1'.padStart(32, '0'))
    expect(hex('2001:db8::8:800:200c:417a')).toBe('20010db80000000000080800200c417a')
    expect(hex('fe80::1%eth0')).toBe('fe800000000000000000000000000001')
    expect(hex('::ffff:10.0.0.1')).toBe('00000000000000000000ffff0a000001')
    expect(addressBytes('10.0.0')).toBeNull()
  })

  it('know the IPv4 address behind a mapped one', () => {
    expect(plainIpv4('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(plainIpv4('::ffff:a00:1')).toBe('10.0.0.1')
    expect(plainIpv4('10.0.0.1')).toBe('10.0.0.1')
    expect(plainIpv4('::1')).toBeNull()
  })

  it('are all of the machine or not', () => {
    expect(['0.0.0.0', '::', '0:0::0', '127.0.0.1', 'x'].map(isAnyAddress)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })

  it('are broadcast addresses of a local network or not', () => {
    const networks = [
      { address: '192.168.1.10', netmask: '255.255.254.0' },
      { address: '10.0.0.1', netmask: '255.255.255.254' },
    ]
    const is = (address: string) => isBroadcastAddress(address, networks)
    expect(['255.255.255.255', '192.168.1.255', '::ffff:192.168.1.255'].map(is)).toEqual([true, true, true])
    expect(['192.168.0.255', '192.168.1.10', '10.0.0.1', '10.0.0.255', 'ff02::1'].map(is)).toEqual(
      Array(5).fill(false),
    )
  })

  it('have the datagram limit of their family', () => {
    expect(['10.0.0.1', '::ffff:10.0.0.1', '::1'].map(maxDatagram)).toEqual([65_507, 65_507, 65_527])
  })

  it('are reached from a socket of their family, or by a mapped address from ::', () => {
    expect(sendableAddress('0.0.0.0', false, ['::1', '10.0.0.1'])).toBe('10.0.0.1')
    expect(sendableAddress('::', false, ['10.0.0.1'])).toBe('::ffff:10.0.0.1')
    expect(sendableAddress('::1', false, ['10.0.0.1', '::ffff:10.0.0.1', '::2'])).toBe('::2')
    expect(sendableAddress('127.0.0.1', false, ['::1'])).toBeNull()
    expect(sendableAddress('::', true, ['10.0.0.1'])).toBeNull()
  })
})

describe('socket tables of Linux', () => {
  const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  345: 0100007F:2328 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 28301 2 0000000000000000 17
  346: 00000000:2329 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 28302 2 0000000000000000 0
`

  it('tell inode and drops of a port', () => {
    expect(socketsAtPort(table, 9_000)).toEqual([
      { addressHex: '0100007F', port: 9_000, state: '07', inode: 28_301, drops: 17 },
    ])
    expect(socketsAtPort(table, 9_002)).toEqual([])
  })

  it('write addresses in words of the machine', () => {
    expect(procNetAddress('127.0.0.1')).toBe('0100007F')
    expect(procNetAddress('::1')).toBe('00000000000000000000000001000000')
    expect(procNetAddress('name')).toBeNull()
  })
})
