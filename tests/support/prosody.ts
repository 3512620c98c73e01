import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { probeBind } from '../../src/main/engine/network/bind-probe'
import { listening, type RealPrograms } from './real-programs'
import { testCertificates } from './test-certificates'

/** The domain of {@link startProsody}. */
export const prosodyDomain = 'localhost'

/**
 * Starts Prosody with the accounts alice and bob (`NAME-pw`), all in a folder of its own; it takes SASL PLAIN, behind
 * STARTTLS alone. `cert` is the file of its certificate.
 */
export async function startProsody(programs: RealPrograms): Promise<{ port: number; cert: string }> {
  const domain = prosodyDomain
  const folder = await programs.folder()
  const port = await probeBind('tcp', '127.0.0.1', 0)
  const { cert, key } = await testCertificates.certificate('self-signed', [domain])
  await writeFile(join(folder, 'cert.pem'), cert)
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 })
  for (const name of ['alice', 'bob']) {
    await mkdir(join(folder, 'data', domain, 'accounts'), { recursive: true })
    await writeFile(
      join(folder, 'data', domain, 'accounts', `${name}.dat`),
      `return { password = "${name}-pw" };\n`,
    )
  }
  await writeFile(
    join(folder, 'prosody.cfg.lua'),
    `run_as_root = true; daemonize = false; pidfile = "${folder}/pid"; data_path = "${folder}/data"
     admin_socket = "${folder}/admin"; interfaces = { "127.0.0.1" }; c2s_ports = { ${port} }; c2s_direct_tls_ports = {}
     s2s_ports = {}; http_ports = {}; https_ports = {}
     modules_enabled = { "tls", "saslauth", "roster" }; modules_disabled = { "s2s", "admin_shell", "admin_socket", "http" }
     c2s_require_encryption = true; authentication = "internal_plain"; allow_unencrypted_plain_auth = false
     disable_sasl_mechanisms = { "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS" }
     log = { info = "*console" }
     ssl = { certificate = "${folder}/cert.pem"; key = "${folder}/key.pem" }
     VirtualHost "${domain}"
       ssl = { certificate = "${folder}/cert.pem"; key = "${folder}/key.pem" }\n`,
  )
  programs.run('prosody', ['--config', join(folder, 'prosody.cfg.lua'), '-F'])
  await listening(port)
  return { port, cert: join(folder, 'cert.pem') }
}
