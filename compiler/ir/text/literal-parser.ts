import type { Attribute, Attributes, Value } from '../graph.js';
import type { InputImage, OutputImage } from '../image.js';
import type { Layout } from '../layout.js';
import type { ElementType, NarrowType } from '../types.js';
import { ELEMENT_TYPES, NARROW_TYPES } from '../types.js';
import type { Cursor } from './cursor.js';
import { inputImageOf, isNumbers, outputImageOf } from './image-text.js';
import { parseLayout } from './layout-text.js';
import { parseNumber } from './numbers.js';

export const NUMBER = /nan\(0x[0-9a-f]+\)|nan|-?inf|-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/y;
export const WORD = /[A-Za-z_][\w.]*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const LAYOUT = /(?:dense|rows|[ncdhw]{4,5}|axes\([\d,]*\))(?:\/\d+)?(?:\s+pitch\s+\d+)?/y;

/** `f32[1,6,28,28] nhwc/4 at 1024`, `f32[64,3,3,3] as f16` */
export type PlacedType = Pick<Value, 'type' | 'storedAs' | 'layout' | 'offset'>;

/** Reads the parts of the text form that name no values: types, attributes, names, strings. */
export class LiteralParser {
  constructor(protected readonly cursor: Cursor) {}

  protected placedType(): PlacedType {
    const { cursor } = this;
    const element = this.elementType();
    cursor.expect('[', 'before the extents');
    const shape: number[] = [];
    if (!cursor.accept(']')) {
      shape.push(...this.list(() => Number(cursor.require(/\d+/y, 'an extent')[0])));
      cursor.expect(']', 'after the extents');
    }
    const storedAs = cursor.accept('as') ? this.narrowType() : undefined;
    const layout = this.layout(shape.length);
    const offset = cursor.accept('at') ? Number(cursor.require(/\d+/y, 'an offset')[0]) : undefined;
    return {
      type: { element, shape },
      ...(storedAs === undefined ? {} : { storedAs }),
      ...(layout === undefined ? {} : { layout }),
      ...(offset === undefined ? {} : { offset }),
    };
  }

  private elementType(): ElementType {
    const found = ELEMENT_TYPES.find((element) => this.cursor.accept(element));
    return found ?? this.cursor.unexpected(`${ELEMENT_TYPES.join(' or ')} as the element type`);
  }

  private narrowType(): NarrowType {
    const found = NARROW_TYPES.find((narrow) => this.cursor.accept(narrow));
    return found ?? this.cursor.unexpected(`${NARROW_TYPES.join(' or ')} behind 'as'`);
  }

  private layout(rank: number): Layout | undefined {
    const start = this.cursor.position;
    const text = this.cursor.take(LAYOUT)?.[0];
    if (text === undefined) return undefined;
    const layout = parseLayout(text, rank);
    if (layout !== undefined) return layout;
    const title = `'${text}' is no layout of a tensor with ${rank} axes`;
    this.cursor.fail('ir/syntax', title, this.cursor.spanFrom(start));
  }

  protected attributes(): Record<string, Attribute> {
    const attributes = new Map<string, Attribute>();
    if (this.cursor.accept('}')) return {};
    this.list(() => {
      const start = this.cursor.position;
      const [name] = this.cursor.require(WORD, 'the name of an attribute');
      if (attributes.has(name)) {
        const span = this.cursor.spanFrom(start);
        this.cursor.fail('ir/attribute', `attribute '${name}' is given twice`, span);
      }
      this.cursor.expect('=', 'after the name of an attribute');
      attributes.set(name, this.attribute());
    });
    this.cursor.expect('}', 'after the attributes');
    return Object.fromEntries(attributes);
  }

  protected attribute(): Attribute {
    const { cursor } = this;
    if (cursor.accept('true')) return true;
    if (cursor.accept('false')) return false;
    if (!cursor.accept('[')) return this.scalar('the value of an attribute');
    if (cursor.accept(']')) return [];
    const start = cursor.position;
    const items = this.list(() => this.scalar('a number or a string'));
    cursor.expect(']', 'after the list');
    if (isNumbers(items) || isStrings(items)) return items;
    const span = cursor.spanFrom(start);
    return cursor.fail('ir/syntax', 'a list holds numbers or strings, not both', span);
  }

  private scalar(wanted: string): number | string {
    const text = this.cursor.take(NUMBER)?.[0];
    const value = text === undefined ? undefined : parseNumber(text);
    return value ?? this.string(wanted);
  }

  protected inputImage(): InputImage {
    return this.image(
      inputImageOf,
      'an image needs width, height, channels (rgb, bgr or grey), scale, mean, standardDeviation, ' +
        'and has fit, resize, shortSide, fill besides',
    );
  }

  protected outputImage(): OutputImage {
    return this.image(
      outputImageOf,
      'an image needs channels (rgb, bgr, rgba or grey), scale, mean, standardDeviation',
    );
  }

  private image<Image>(read: (attributes: Attributes) => Image | undefined, needs: string): Image {
    const { cursor } = this;
    const start = cursor.position;
    cursor.expect('{', 'before what the image is');
    const image = read(this.attributes());
    return image ?? cursor.fail('ir/image', needs, cursor.spanFrom(start));
  }

  protected name(wanted: string): string {
    return this.cursor.take(WORD)?.[0] ?? this.string(wanted);
  }

  protected string(wanted: string): string {
    const start = this.cursor.position;
    const [text] = this.cursor.require(STRING, wanted);
    try {
      return JSON.parse(text) as string;
    } catch {
      const span = this.cursor.spanFrom(start);
      this.cursor.fail('ir/syntax', `${text} is not a valid string`, span);
    }
  }

  protected list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.cursor.accept(',')) items.push(item());
    return items;
  }
}

export function isStrings(attribute: unknown): attribute is readonly string[] {
  return Array.isArray(attribute) && attribute.every((item) => typeof item === 'string');
}
