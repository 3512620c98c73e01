import { readFileSync } from 'node:fs'

/** Prints, from vitest's JSON report, what was skipped and what failed by name, then one line with the counts. */
const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const results = report.testResults.flatMap((file) => file.assertionResults)
const ofStatus = (...statuses) => results.filter((result) => statuses.includes(result.status))
const skipped = ofStatus('pending', 'skipped', 'todo', 'disabled')
const failed = ofStatus('failed')
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((result) => result.status !== 'failed'),
)

for (const result of skipped) console.log(`skipped: ${result.fullName}`)
for (const file of brokenFiles) console.log(`failed to run: ${file.name} ${file.message}`)
for (const result of failed) console.log(`failed: ${result.fullName}`)
const failures = failed.length + brokenFiles.length
console.log(`${ofStatus('passed').length} passed, ${failures} failed, ${skipped.length} skipped`)
