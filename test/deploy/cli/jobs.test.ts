import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { openBullmqQueue } from '../../../training/adapters/bullmq-queue.js'
import { openInlineQueue } from '../../../training/adapters/inline-queue.js'
import type { JobQueue } from '../../../training/queue/job-queue.js'
import { startCli, ventanilla } from '../../support/built-cli.js'
import { onceInARun } from '../../support/once-in-a-run.js'
import { freePort, startRedis } from '../../support/redis.js'
import { requireOrSkip } from '../../support/requirements.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

type Env = Readonly<Record<string, string>>

/** A data folder whose champion answers about fees, and an edit that no version holds yet. */
function folderWithEdit(): Promise<string> {
  return onceInARun('edit-in-no-version', async (data) => {
    await importPair(data, 'fees', 'How much is the fee?')
    const { version } = JSON.parse((await ventanilla(['retrain', '--data', data, '--json'])).stdout)
    await run(data, 'promote', version, '--by', 'Ana', '--reason', 'first', '--override')
    await importPair(data, 'hours', 'When do you open?')
  })
}

async function importPair(data: string, id: string, question: string): Promise<void> {
  const file = join(await temporaryFolder(), `${id}.jsonl`)
  await writeFile(file, JSON.stringify({ id, question, answer: `About ${id}.`, lang: 'en' }))
  await run(data, 'import', file, '--source', id)
}

async function run(data: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ventanilla([...args, '--data', data])
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}

async function versionsOf(data: string): Promise<readonly string[]> {
  const { stdout } = await ventanilla(['versions', '--data', data, '--json'])
  return JSON.parse(stdout).map(({ id }: { id: string }) => id)
}

async function jobsOf(data: string, env: Env = {}) {
  const { stdout } = await ventanilla(['jobs', '--data', data, '--json'], { env })
  return JSON.parse(stdout).jobs
}

/** The queue itself, to read it repeatedly without starting a process each time. */
async function queueOf(data: string, { REDIS_URL: url }: Env): Promise<JobQueue> {
  const shared = { knowledgeBase: 'main', clock: systemClock, logger: { debug() {}, info() {}, warn() {}, error() {} } }
  const store = folderStore(data)
  const queue = url === undefined ? openInlineQueue({ ...shared, store }) : await openBullmqQueue({ ...shared, url })
  onTestFinished(() => queue.close())
  return queue
}

async function startWorker(data: string, env: Env = {}): Promise<ChildProcess> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [packagePath('bin/ventanilla.js'), 'worker', '--data', data], {
    env: { PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      said += text
      if (said.includes('ready')) resolve()
    })
    child.once('exit', () => reject(new Error(`the worker ended: ${said}`)))
  })
  return child
}

function retrainingSuite(where: string, surroundings: () => Promise<Env>) {
  it(`is done by a worker and reported like one done directly (${where})`, async () => {
    const env = await surroundings()
    const data = await folderWithEdit()
    await startWorker(data, env)
    const { status, stdout, stderr } = await ventanilla(
      ['retrain', '--queue', '--author', 'Ana', '--data', data, '--json'],
      { env },
    )

    expect({ status: status === 0 || status === 1, stderr }).toMatchObject({ status: true })
    expect(JSON.parse(stdout)).toMatchObject({
      version: 'kb-000002',
      champion: 'kb-000001',
      gate: expect.stringMatching(/^(pass|hold)$/),
      reasons: expect.any(Array),
      embedded: expect.any(Number),
      reused: expect.any(Number),
    })
    expect(stderr).toContain('was asked for')
    const [job] = await jobsOf(data, env)
    expect(job).toMatchObject({ asks: [{ trigger: 'manual', askedBy: 'Ana' }], state: { kind: 'done' } })
  })

  it(`gives one version although its worker is killed, and another takes over (${where})`, async () => {
    const env = await surroundings()
    const data = await folderWithEdit()
    const first = await startWorker(data, env)
    const asked = await ventanilla(['retrain', '--queue', '--no-wait', '--data', data, '--json'], { env })
    const { job } = JSON.parse(asked.stdout)
    const queue = await queueOf(data, env)
    await expect.poll(async () => (await queue.list())[0]?.state.kind).toBe('running')
    first.kill('SIGKILL')
    await startWorker(data, env)

    await expect.poll(async () => (await queue.list())[0]?.state.kind, { interval: 500 }).toBe('done')
    expect(await jobsOf(data, env)).toMatchObject([{ id: job, state: { result: { version: 'kb-000002' } } }])
    expect(await versionsOf(data)).toEqual(['kb-000001', 'kb-000002'])
  })

  it(`that waits can be listed and cancelled (${where})`, async () => {
    const env = await surroundings()
    const data = await temporaryFolder()
    const ask = () => ventanilla(['retrain', '--queue', '--no-wait', '--data', data, '--json'], { env })
    const { job, merged } = JSON.parse((await ask()).stdout)
    expect(merged).toBe(false)
    expect(JSON.parse((await ask()).stdout)).toEqual({ job, merged: true })
    const listed = await ventanilla(['jobs', '--data', data], { env })
    expect(listed.stdout).toBe(`${job} waits, asked by operator\n`)

    const cancel = () => ventanilla(['jobs', '--cancel', job, '--data', data], { env })
    expect(await cancel()).toMatchObject({ status: 0, stdout: `${job}: taken away\n` })
    expect(await cancel()).toMatchObject({ status: 1, stdout: `${job}: there is no such job\n` })
  })
}

describe('a retraining that is queued', () => {
  retrainingSuite('data folder', async () => ({}))

  it('is done by the server itself, which keeps answering', async () => {
    const data = await folderWithEdit()
    const server = await startCli(data)
    const retraining = ventanilla(['retrain', '--queue', '--data', data, '--json'])
    let ended = false
    void retraining.then(() => {
      ended = true
    })
    const answers: number[] = []
    while (!ended) {
      answers.push((await fetch(`${server.url}/health/ready`)).status)
      await sleep(20)
    }

    expect(JSON.parse((await retraining).stdout)).toMatchObject({ version: 'kb-000002' })
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(await server.end('SIGTERM')).toBe(0)
  })

  it('says how to get it done when there is no worker', async () => {
    const data = await temporaryFolder()
    const { PATH = '' } = process.env
    const child = spawn(process.execPath, [packagePath('bin/ventanilla.js'), 'retrain', '--queue', '--data', data], {
      env: { PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    await expect.poll(() => said).toContain('start one with: ventanilla serve')
  })
})

requireOrSkip('redis')('a retraining that is queued on Redis', () => {
  retrainingSuite('Redis', async () => {
    const redis = await startRedis()
    onTestFinished(redis.remove)
    return { REDIS_URL: redis.url }
  })

  it('is left alone by a server without the role of a worker', async () => {
    const redis = await startRedis()
    onTestFinished(redis.remove)
    const env = { REDIS_URL: redis.url }
    const data = await folderWithEdit()
    await startCli(data, { env })
    await ventanilla(['retrain', '--queue', '--no-wait', '--data', data], { env })
    await sleep(2_000)
    expect(await jobsOf(data, env)).toMatchObject([{ begun: 0, state: { kind: 'waiting' } }])
  })
})

requireOrSkip('redis')('a Redis that goes away', () => {
  it('keeps the job while somebody watches, and says so', async () => {
    const redis = await startRedis()
    onTestFinished(redis.remove)
    const env = { REDIS_URL: redis.url }
    const data = await temporaryFolder()
    const watching = ventanilla(['retrain', '--queue', '--data', data], { env })
    const queue = await queueOf(data, env)
    await expect.poll(async () => (await queue.list()).length).toBe(1)
    const [{ id }] = await jobsOf(data, env)
    await redis.kill()

    const { status, stderr } = await watching
    expect(status).toBe(2)
    expect(stderr).toContain(
      `error [QUEUE_UNAVAILABLE] no answer from the Redis at ${new URL(redis.url).host}: ` +
        `${id} cannot be watched any more; it is kept, and is worked on when Redis is back\n` +
        'next: do not ask again; once Redis is back, see what came of it with: ventanilla jobs\n',
    )
    await redis.restart()
    expect(await jobsOf(data, env)).toMatchObject([{ id, state: { kind: 'waiting' } }])
  })
})

describe('a Redis that is away', () => {
  it('keeps a worker from starting, with the next step and without the password', async () => {
    const env = { REDIS_URL: `redis://clerk:s3cret-word@127.0.0.1:${await freePort()}` }
    for (const verb of [['worker'], ['jobs'], ['retrain', '--queue']]) {
      const { status, stderr } = await ventanilla([...verb, '--data', await temporaryFolder()], { env })
      expect(status).toBe(2)
      expect(stderr).toContain('error [QUEUE_UNAVAILABLE] no answer from the Redis at 127.0.0.1:')
      expect(stderr).not.toContain('s3cret-word')
    }
  })

  it('does not prevent answers to citizens', async () => {
    const data = await folderWithEdit()
    const env = { REDIS_URL: `redis://:s3cret-word@127.0.0.1:${await freePort()}`, VENTANILLA_ROLES: 'worker' }
    const server = await startCli(data, { env })

    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
    await expect.poll(() => server.output().stdout).toContain('QUEUE_UNAVAILABLE')
    expect(server.output().stdout).not.toContain('s3cret-word')
    expect(await server.end('SIGTERM')).toBe(0)
  })
})
