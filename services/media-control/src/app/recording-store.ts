/** A tenant's recording as the store knows it. */
export interface StoredRecording {
  /** "domain/name" */
  readonly key: string;
  /** Another one each time that the recording is replaced. */
  readonly version: string;
  readonly durationMs: number;
  /** Milliseconds since 1970. */
  readonly uploadedAtMs: number;
}

/** Who wants to know what becomes of the recordings. */
export interface Follower {
  /** The recording was uploaded, replaced or deleted, here or elsewhere. */
  changed(key: string): void;
  /** Changes may have gone untold; also when the store is there for the first time. */
  missed(): void;
}

/** Where recordings are kept for all replicas. Every method throws RecordingsUnavailable while the store is away. */
export interface RecordingStore {
  put(recording: Omit<StoredRecording, 'version'>, wav: Buffer): Promise<StoredRecording>;
  /** @returns undefined where there is none. */
  look(key: string): Promise<StoredRecording | undefined>;
  /** @returns what there is now, with its file; undefined where there is none. */
  fetch(key: string): Promise<{ recording: StoredRecording; wav: Buffer } | undefined>;
  list(): Promise<readonly StoredRecording[]>;
  /** One that is not there is no error. */
  remove(key: string): Promise<void>;
  follow(follower: Follower): void;
  /** Whether it is connected at the moment. */
  isThere(): boolean;
}

/** A recording with its file on this machine. */
export interface ShelvedRecording extends StoredRecording {
  readonly path: string;
}

/** The files on this machine, where rtpengine sees them too. */
export interface RecordingShelf {
  /** All that an earlier process left. */
  load(): Promise<readonly ShelvedRecording[]>;
  put(recording: StoredRecording, wav: Buffer): Promise<ShelvedRecording>;
  /** Remove files of which none is kept, once they have been superfluous at the time before as well: one may be just about to be played. */
  sweep(kept: ReadonlySet<string>): Promise<void>;
}
