import { openSeries, type SeriesReader } from '../capture/series-reader'

interface Shared {
  readonly opening: Promise<SeriesReader>
  users: number
}

/** A series that is held open until it is released. */
export interface HeldSeries {
  readonly series: SeriesReader
  /** May be called once; the files are closed with the last holder. */
  release(): void
}

/** Opens each series once for all who read it in the engine's thread. */
export class SeriesPool {
  private readonly shared = new Map<string, Shared>()

  /** Fails as {@link openSeries} does. */
  async hold(capture: string): Promise<HeldSeries> {
    const shared = this.shared.get(capture) ?? { opening: openSeries(capture), users: 0 }
    this.shared.set(capture, shared)
    shared.users += 1
    try {
      const series = await shared.opening
      return { series, release: () => this.release(capture, shared, series) }
    } catch (thrown) {
      if (this.shared.get(capture) === shared) this.shared.delete(capture)
      throw thrown
    }
  }

  private release(capture: string, shared: Shared, series: SeriesReader): void {
    shared.users -= 1
    if (shared.users > 0) return
    this.shared.delete(capture)
    series.close()
  }
}
