/** What one does in a thread, part by part. Each takes the elements it needs and stands alone. */
import { bringActs } from "./acts.js";
import { bringArrived } from "./arrived.js";
import { bringFolds } from "./fold.js";
import { bringForm } from "./form.js";
import { bringList } from "./list.js";
import { bringNews } from "./news.js";
import { bringOwn } from "./own.js";
import { bringReply } from "./reply.js";

export const ALL = [bringForm, bringReply, bringArrived, bringOwn, bringList, bringFolds, bringNews, bringActs];
