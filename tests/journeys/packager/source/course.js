// A course as small authoring tools make them: finds the API by climbing, keeps a bookmark, ends with a score.
(function () {
  function climb(name) {
    var at = window;
    for (var step = 0; step < 10 && !at[name] && at.parent && at.parent !== at; step += 1) at = at.parent;
    return at[name] || null;
  }
  var old = climb("API");
  var api = old || climb("API_1484_11");
  var say = function (twelve, twentyFour, value) {
    return old ? api.LMSSetValue(twelve, value) : api.SetValue(twentyFour, value);
  };
  old ? api.LMSInitialize("") : api.Initialize("");
  var kept = old ? api.LMSGetValue("cmi.core.lesson_location") : api.GetValue("cmi.location");
  var page = Number(kept) || 1;
  function show() {
    document.getElementById("place").textContent = "Seite " + page + " von 3";
    document.getElementById("next").hidden = page === 3;
    document.getElementById("done").hidden = page !== 3;
  }
  document.getElementById("next").onclick = function () {
    page += 1;
    say("cmi.core.lesson_location", "cmi.location", String(page));
    if (old) { api.LMSSetValue("cmi.core.lesson_status", "incomplete"); api.LMSCommit(""); }
    else { api.SetValue("cmi.completion_status", "incomplete"); api.Commit(""); }
    show();
  };
  document.getElementById("done").onclick = function () {
    say("cmi.core.score.raw", "cmi.score.raw", "90");
    say("cmi.core.score.max", "cmi.score.max", "100");
    say("cmi.core.score.min", "cmi.score.min", "0");
    if (old) { api.LMSSetValue("cmi.core.lesson_status", "passed"); api.LMSCommit(""); }
    else {
      api.SetValue("cmi.score.scaled", "0.9");
      api.SetValue("cmi.completion_status", "completed");
      api.SetValue("cmi.success_status", "passed");
      api.Commit("");
    }
    document.getElementById("done").disabled = true;
  };
  window.addEventListener("pagehide", function () { old ? api.LMSFinish("") : api.Terminate(""); });
  show();
})();
