// Live updates, charts and small conveniences. Every page works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  // --- Times in the reader's own zone -------------------------------------------------------------------
  const clock = new Intl.DateTimeFormat(root.lang, {hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false});
  const date = new Intl.DateTimeFormat(root.lang, {month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false});
  const localTimes = (within) => $$("time[datetime]", within).forEach((time) => {
    const moment = new Date(time.dateTime);
    const today = moment.toDateString() === new Date().toDateString();
    time.title = time.dateTime;
    time.textContent = (today ? clock : date).format(moment);
  });

  // --- Charts: round trip as a line, loss as red bars from below ------------------------------------------
  const charts = new Map();
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const toColumns = (samples) => [
    samples.map((s) => s.epochMs / 1000),
    samples.map((s) => (s.rttUs < 0 ? null : s.rttUs / 1000)),
    samples.map((s) => (s.lossOutPpm < 0 ? null : s.lossOutPpm / 10000)),
  ];
  const makeChart = (box, columns) => new uPlot({
    width: box.clientWidth, height: box.clientHeight,
    legend: {show: false}, cursor: {show: false}, axes: [{show: false}, {show: false}, {show: false}],
    padding: [4, 2, 2, 2],
    scales: {
      x: {time: true},
      ms: {range: (u, low, high) => [0, Math.max(5, (high || 0) * 1.15)]},
      loss: {range: (u, low, high) => [0, Math.max(5, high || 0)]},
    },
    series: [
      {},
      {scale: "ms", stroke: colour("--line"), width: 1.5, fill: colour("--line-fill"), points: {show: false}},
      {scale: "loss", stroke: colour("--bad"), width: 1.5, fill: colour("--bad-fill"), points: {show: false}, paths: uPlot.paths.stepped({align: 1})},
    ],
  }, columns, box);
  const drawChart = async (box) => {
    try {
      const answer = await fetch(box.dataset.spark, {headers: {Accept: "application/json"}});
      if (!answer.ok || !box.isConnected) return;
      const columns = toColumns(await answer.json());
      const known = charts.get(box);
      if (known) known.setData(columns);
      else if (columns[0].length > 1) charts.set(box, makeChart(box, columns));
    } catch { /* The next round tries again. */ }
  };
  const drawCharts = () => {
    for (const box of charts.keys()) if (!box.isConnected) { charts.get(box).destroy(); charts.delete(box); }
    $$("[data-spark]").forEach(drawChart);
  };

  // --- Live updates: the server says that something changed, htmx fetches the part again ------------------
  const state = document.getElementById("live-state");
  const show = (on) => {
    if (!state) return;
    const text = on ? state.dataset.on : state.dataset.off;
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("is-on", on);
  };
  // A form that someone is filling in is not replaced under the hands.
  const busy = () => {
    const live = document.getElementById("live");
    return !!live && "whileIdle" in live.dataset
      && (live.contains(document.activeElement) || live.dataset.touched === "yes");
  };
  const refresh = (pending) => {
    const count = document.getElementById("pending-count");
    if (count) { count.firstChild.nodeValue = String(pending); count.hidden = pending === 0; }
    if (!busy() && !document.hidden) document.body.dispatchEvent(new CustomEvent("hawser:live"));
  };
  if (document.body.dataset.live && window.EventSource) {
    const stream = new EventSource(document.body.dataset.live);
    stream.addEventListener("open", () => show(true));
    stream.addEventListener("error", () => show(false));
    stream.addEventListener("changed", (event) => refresh(JSON.parse(event.data).pending));
    addEventListener("pagehide", () => stream.close());
    setInterval(drawCharts, 5000);
  }

  // --- Conveniences ---------------------------------------------------------------------------------------
  document.addEventListener("input", (event) => {
    const live = document.getElementById("live");
    if (live && live.contains(event.target)) live.dataset.touched = "yes";
  });
  document.addEventListener("submit", (event) => {
    const question = event.submitter && event.submitter.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (!copy) return;
    const source = document.getElementById(copy.dataset.copy);
    try { await navigator.clipboard.writeText(source.textContent); copy.textContent = copy.dataset.done; }
    catch { getSelection().selectAllChildren(source); }
  });

  // --- Line numbers beside the editor ---------------------------------------------------------------------
  const editor = document.getElementById("yaml");
  if (editor) {
    const gutter = document.querySelector(".lines");
    const fault = document.getElementById("fault");
    const faultLine = fault ? Number(fault.dataset.line) : 0;
    const number = () => {
      const lines = editor.value.split("\n").length;
      if (gutter.childElementCount === lines) return;
      gutter.replaceChildren(...Array.from({length: lines}, (_, i) => {
        const line = document.createElement("span");
        line.textContent = String(i + 1);
        line.classList.toggle("fault", i + 1 === faultLine);
        return line;
      }));
    };
    number();
    editor.addEventListener("input", number);
    editor.addEventListener("scroll", () => { gutter.scrollTop = editor.scrollTop; });
    if (faultLine > 0) {
      const height = parseFloat(getComputedStyle(editor).lineHeight);
      editor.scrollTop = gutter.scrollTop = Math.max(0, (faultLine - 6) * height);
    }
  }

  document.body.addEventListener("htmx:afterSwap", (event) => { localTimes(event.detail.elt); drawCharts(); });
  // A session that ended answers with the sign-in page's address.
  document.body.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 401) location.reload(); });
  localTimes(document);
  drawCharts();
})();
