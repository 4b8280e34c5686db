import heapq
from collections import defaultdict

ROADS = [
    ("Aldby", "Brook", 7),
    ("Aldby", "Crest", 3),
    ("Crest", "Brook", 2),
    ("Brook", "Dunes", 6),
    ("Crest", "Eastly", 8),
    ("Dunes", "Eastly", 1),
    ("Dunes", "Fell", 4),
    ("Eastly", "Fell", 6),
    ("Harbor", "Isle", 5),
]


def build_graph(roads):
    graph = defaultdict(dict)
    for a, b, length in roads:
        graph[a][b] = length
        graph[b][a] = length
    return graph


def dijkstra(graph, source):
    """Return the distance and the predecessor of every reachable node."""
    distance = {}
    previous = {}
    queue = [(0, source, None)]
    while queue:
        total, node, parent = heapq.heappop(queue)
        if node in distance:
            continue
        distance[node] = total
        previous[node] = parent
        for neighbour, length in graph[node].items():
            if neighbour not in distance:
                heapq.heappush(queue, (total + length, neighbour, node))
    return distance, previous


def trace(previous, node):
    path = []
    while node is not None:
        path.append(node)
        node = previous[node]
    return path[::-1]


def print_routes(graph, source):
    distance, previous = dijkstra(graph, source)
    for town in sorted(graph.keys() - {source}):
        if town in distance:
            path = " -> ".join(trace(previous, town))
            print(f"  {town:<8}{distance[town]:>3}  {path}")
        else:
            print(f"  {town:<8}no route")


def main():
    print("from Aldby")
    print_routes(build_graph(ROADS), "Aldby")

    open_roads = [road for road in ROADS if road[:2] != ("Crest", "Brook")]
    print("with Crest-Brook closed")
    print_routes(build_graph(open_roads), "Aldby")


if __name__ == "__main__":
    main()
