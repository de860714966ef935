// The only Trusted Types policy of the page, "app" (CSP: require-trusted-types-for 'script'; trusted-types app).
// htmx hands every response of our own origin through it; scripts and evaluated attributes are refused here as well,
// so that a hole in a template would still not run.
const rules = {
  createHTML: (html) => html,
  createScript: (script) => {
    if (script.trim()) throw new TypeError("Scripts in fragments are not allowed");
    return script;
  },
};
const policy = window.trustedTypes ? window.trustedTypes.createPolicy("app", rules) : rules;

function refuse() {
  throw new TypeError("Evaluated attributes are not allowed");
}

window.htmx.registerExtension("trust", {
  init: (api) => api.initSecurity(policy, refuse, refuse),
});
