// Ticks; told once how many milliseconds apart.
addEventListener("message", (event) => setInterval(() => postMessage(0), event.data), { once: true });
