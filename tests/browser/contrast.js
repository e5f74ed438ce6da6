// The texts of the page that stand out from their ground by less than 4.5 to 1 (WCAG 2, AA), each with the ratio.
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, below) => top.slice(0, 3).map((each, i) => (each * top[3] + below[i] * (255 - top[3])) / 255);
  const ground = (element) => {
    const colour = rgba(getComputedStyle(element).backgroundColor);
    if (colour[3] === 255) return colour.slice(0, 3);
    const below = element.parentElement ? ground(element.parentElement) : [255, 255, 255];
    return over(colour, below);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((each) => each / 255).map((each) => (each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest("svg, script, style, .hidden, .skip") || !element.checkVisibility()) continue;
    const below = ground(element);
    const [a, b] = [light(over(rgba(getComputedStyle(element).color), below)), light(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${text.data.trim().slice(0, 40)}`);
  }
  return [...new Set(found)];
})();
