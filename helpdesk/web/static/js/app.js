// The one entry. Order matters: htmx, then the policy that lets it parse HTML, then what extends it.
import "../vendor/htmx.esm.min.js";
import "./trust.js";
import "../vendor/hx-preload.min.js";
import "./toast.js";
import "./elements/ago.js";
import "./elements/composer.js";
import "./elements/due.js";
import "./elements/hotkeys.js";
import "./elements/list.js";
import "./elements/live.js";
import "./elements/mailframe.js";
import "./elements/theme.js";
import "./elements/thread.js";
import "./elements/undo.js";
