/** What one does in a thread, not only reads: each takes the elements it needs and stands alone. */
import { bringAccount } from "./account.js";
import { bringActs } from "./acts.js";
import { bringForm } from "./form.js";
import { bringOwn } from "./own.js";

export const DOING = [bringForm, bringOwn, bringActs, bringAccount];
