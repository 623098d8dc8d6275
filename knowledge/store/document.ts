/** A small document that is read and replaced as a whole, shared by processes. */
export interface Document<T> {
  /**
   * What was written last, or the initial contents.
   *
   * @throws KnowledgeError DOCUMENT_DAMAGED when what is stored is not such a document
   */
  read(): Promise<T>

  /**
   * Replaces the contents by `change(contents).next` while no other process and no other call can; returning the same
   * object leaves them alone. Killed at any moment, the old contents or the new remain. `change` is called once.
   *
   * @param record called with the outcome right before the contents are replaced, so that no change is without its record; a
   * record of a change that a crash then prevented is the lesser evil
   * @returns what `change` gave as `outcome`
   * @throws KnowledgeError DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL, and whatever `record` throws; the contents are then as before
   */
  update<R>(
    change: (current: T) => { readonly next: T; readonly outcome: R },
    record?: (outcome: R) => Promise<void>,
  ): Promise<R>
}
