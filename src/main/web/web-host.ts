import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIPv6, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { isErrorCode, SockwrightError } from '../../shared/contract/errors'
import { splitChannel, serve } from '../../shared/contract/link'
import { hostCalls, type HostCalls, type HostEvents } from '../../shared/contract/host-contract'
import { maxMessageBytes } from '../../shared/contract/message-codec'
import type { Channel } from '../../shared/contract/channel'
import { bridgeChannels } from '../window/bridge-channels'
import { securityHeaders } from '../window/security-headers'
import type { WindowEngine } from '../window/window-engine'
import { listWindowFiles, windowPage, type WindowFile } from '../window/window-files'
import { createAccess, queryToken, requestAddress, type Access, type Refusal } from './access'
import { DownloadLinks } from './download-links'
import { startHeartbeat } from './heartbeat'
import { createSocketChannel } from './socket-channel'
import { createWebHostHandlers } from './web-host-handlers'

/** Where the window's WebSocket connects. */
const linkPath = '/link'

export interface WebHostOptions {
  readonly engine: WindowEngine
  /** Folder of the built window. */
  readonly rendererFolder: string
  /** Host name or address to listen on; loopback unless told otherwise. */
  readonly host?: string
  /** 0 (the default) lets the system pick one. */
  readonly port?: number
  /** Windows may name files below this folder only. */
  readonly workspaceFolder: string
  readonly version: string
  /** Called when a window asks the program to end. */
  readonly onQuit: () => void
}

export interface WebHost {
  /** Address of the window, with its token. */
  readonly url: string
  readonly port: number
  /** Cuts off all windows and stops listening. */
  close(): Promise<void>
}

const refusals: Readonly<Record<Refusal, { readonly status: number; readonly text: string }>> = {
  host: { status: 421, text: 'This address does not belong to Sockwright.\n' },
  origin: { status: 403, text: 'Another page may not use Sockwright.\n' },
  token: {
    status: 403,
    text: 'The token is missing or from an earlier start. Open the whole address that sockwright printed.\n',
  },
}

/**
 * Serves the window over HTTP and its channel over a WebSocket at {@link linkPath}. Rejects with the
 * coded failure (`EADDRINUSE` …) where it cannot listen.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const boundTo = options.host ?? '127.0.0.1'
  const server = createServer()
  const site: Site = {
    options,
    access: createAccess(boundTo),
    files: await listWindowFiles(options.rendererFolder),
    downloads: new DownloadLinks(),
    sockets: new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false }),
    port: await listen(server, options.port ?? 0, boundTo),
  }
  const stopHeartbeat = startHeartbeat(site.sockets)
  server.on('request', (request, response) => void answer(site, request, response))
  server.on('upgrade', (request, socket, head) => upgrade(site, request, socket, head))
  return {
    url: `http://${isIPv6(boundTo) ? `[${boundTo}]` : boundTo}:${site.port}/?token=${site.access.token}`,
    port: site.port,
    async close() {
      stopHeartbeat()
      site.sockets.clients.forEach((socket) => socket.terminate())
      site.sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await site.downloads.close()
    },
  }
}

interface Site {
  readonly options: WebHostOptions
  readonly access: Access
  readonly files: ReadonlyMap<string, WindowFile>
  readonly downloads: DownloadLinks
  readonly sockets: WebSocketServer
  readonly port: number
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (failure: NodeJS.ErrnoException) => reject(listenFailure(failure, port, host))
    server.once('error', refused)
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', refused)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** The failure in the words of the catalogue, where it has any. */
function listenFailure(failure: NodeJS.ErrnoException, port: number, host: string): Error {
  if (!isErrorCode(failure.code)) return failure
  const details = {
    port,
    address: host,
    host,
    ownerText: '',
    operation: `listening on ${host} port ${port}`,
    reason: failure.message,
  }
  return new SockwrightError(failure.code, details, { cause: failure })
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = site.access.refuse(request, site.port, false)
  // Only a Host header that was found to be ours may stand in the policy.
  const headers = refusal === null ? securityHeaders(`ws://${request.headers.host}`) : securityHeaders()
  response.setHeaders(new Map(Object.entries(headers)))
  try {
    if (refusal !== null) return end(response, refusals[refusal].status, refusals[refusal].text)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return end(response, 405, 'Only GET and HEAD.\n')
    }
    const path = requestAddress(request)?.pathname ?? ''
    const file = site.files.get(path === '/' ? windowPage : path)
    if (file) return await sendFile(site, file, request, response)
    if (request.method === 'GET' && (await site.downloads.answer(path, response))) return
    end(response, 404, 'There is nothing here.\n')
  } catch {
    // Either the other side left in the middle, or the file to send cannot be read.
    if (response.headersSent) response.destroy()
    else end(response, 500, 'The file cannot be read.\n')
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(text)
}

async function sendFile(
  site: Site,
  file: WindowFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const content = await file.read()
  if (queryToken(request) !== null) response.setHeader('Set-Cookie', site.access.cookie(site.port))
  response.writeHead(200, {
    'Content-Type': file.contentType,
    'Content-Length': content.length,
    'Cache-Control': file.unchanging ? 'private, max-age=31536000, immutable' : 'no-store',
  })
  response.end(request.method === 'HEAD' ? undefined : content)
}

function upgrade(site: Site, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Until ws has taken over, a reset of this connection would end the program.
  const failed = () => socket.destroy()
  socket.on('error', failed)
  const refusal = site.access.refuse(request, site.port, true)
  if (refusal !== null) return refuseUpgrade(socket, refusals[refusal].status)
  if (requestAddress(request)?.pathname !== linkPath) return refuseUpgrade(socket, 404)
  site.sockets.handleUpgrade(request, socket, head, (link) => {
    socket.off('error', failed)
    site.sockets.emit('connection', link, request)
    openWindow(site, createSocketChannel(link))
  })
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function openWindow(site: Site, channel: Channel): void {
  const { host, engine } = splitChannel(channel)
  bridgeChannels(
    engine,
    site.options.engine.openSession({ files: 'below', folder: site.options.workspaceFolder }),
  )
  const handlers = createWebHostHandlers({
    version: site.options.version,
    downloads: site.downloads,
    engine: site.options.engine,
    onQuit: site.options.onQuit,
  })
  serve<HostCalls, HostEvents>(host, hostCalls, handlers)
}
