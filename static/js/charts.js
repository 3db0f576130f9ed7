// Charts of the first page, drawn from #board-data; the tables beside them have the same figures.
const drawn = [];

// A variable may say one colour for light and one for dark: an element that has it knows which.
function colour(name) {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function bars(names, series, currency) {
  const money = (value) => Number(value).toLocaleString(undefined, { maximumFractionDigits: 0 });
  const words = { color: colour("--kehu-muted") };
  return {
    animation: false,
    grid: { left: 8, right: 8, top: 28, bottom: 4, containLabel: true },
    legend: { show: series.length > 1, top: 0, textStyle: words },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: names, axisLabel: { ...words, interval: 0, hideOverlap: true }, axisTick: { show: false } },
    yAxis: { type: "value", name: currency, nameTextStyle: words, axisLabel: { ...words, formatter: money }, splitLine: { lineStyle: { color: colour("--kehu-hairline") } } },
    series: series.map((one) => ({ type: "bar", barMaxWidth: 36, ...one })),
  };
}

function options(data) {
  const accent = colour("--kehu-accent");
  return {
    ages: () => bars(data.ages.map((age) => age.label), [{ name: data.words.open, data: data.ages.map((age) => age.amount), itemStyle: { color: accent } }], data.words.currency),
    months: () => bars(
      data.months.map((month) => month.label),
      ["receipts", "payments"].map((flow, place) => ({ name: data.words[flow], data: data.months.map((month) => month[flow].amount), itemStyle: { color: place ? colour("--kehu-dot-grey") : accent } })),
      data.words.currency,
    ),
  };
}

function draw() {
  const source = document.getElementById("board-data");
  if (!source || !window.echarts) return;
  const made = options(JSON.parse(source.textContent));
  for (const place of document.querySelectorAll("[data-chart]")) {
    if (echarts.getInstanceByDom(place)) continue;
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(made[place.dataset.chart]());
    drawn.push(chart);
  }
}

document.addEventListener("DOMContentLoaded", draw);
document.addEventListener("htmx:afterSettle", draw);
window.addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
