import type { StaffMember } from '@volna/access';
import { fromId } from '@volna/contract';
import { type Db, type FileFacts, readFileFacts } from '@volna/db';
import { Refusal } from '../http/refuse.ts';

/** A file that its asker uploaded and that is whole; somebody else's is as unknown as none. */
export async function ownFile(db: Db, id: string, staff: StaffMember): Promise<FileFacts> {
	const file = await readFileFacts(db, fromId('file', id));
	if (!file?.closedAt || file.staffId !== staff.id) throw new Refusal('file-expired');
	return file;
}
